import { Button } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import type { Property, Value } from '@thalamus/sdk';
import { type ReactNode, useMemo, useState } from 'react';
import { useFormat, useMessages } from '../../../i18n/language.tsx';
import { copyText } from '../../../ui/clipboard.ts';
import { Empty } from '../../../ui/empty.tsx';
import { toast } from '../../../ui/toast.ts';
import type { Point } from './use-history.ts';

const rowsStep = 200;

interface HistoryTableProps {
  readonly shown: readonly Property[];
  readonly points: ReadonlyMap<string, readonly Point[]>;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Row {
  readonly ts: number;
  readonly cells: readonly (Value | null | undefined)[];
}

/** The chart's own data as rows, newest first: for screen readers, exact reading and copying. */
export function HistoryTable({ shown, points, fromMs, toMs }: HistoryTableProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const [rowsMax, setRowsMax] = useState(rowsStep);
  const rows = useMemo(() => rowsOf(shown, points, fromMs, toMs), [shown, points, fromMs, toMs]);
  if (rows.length === 0) return <Empty title={m.device.noData} detail={m.device.noDataDetail} />;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="history-table" tabIndex={0} aria-label={m.device.table}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{m.common.time}</th>
              {shown.map((property) => (
                <th key={property.id} scope="col" className="right">
                  {property.name ?? property.id}
                  {property.unit && ` (${property.unit})`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, rowsMax).map((row) => (
              <tr key={row.ts}>
                <td className="shrink">{format.exactTime(row.ts)}</td>
                {row.cells.map((cell, index) => (
                  <td key={shown[index]?.id} className="right">
                    {cell === undefined || cell === null
                      ? ''
                      : format.value(cell, shown[index]?.type === 'double' || shown[index]?.type === 'float')}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="form-end">
        {rows.length > rowsMax && (
          <Button size="xs" variant="subtle" onClick={() => setRowsMax(rowsMax + rowsStep)}>
            {m.device.moreRows}
          </Button>
        )}
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCopy size={14} aria-hidden />}
          onClick={() => void copyText(csv(shown, rows)).then(() => toast(m.device.csvCopied(rows.length, format.integer(rows.length))))}
        >
          {m.device.copyCsv}
        </Button>
      </div>
    </>
  );
}

function rowsOf(shown: readonly Property[], points: HistoryTableProps['points'], fromMs: number, toMs: number): Row[] {
  const byTime = new Map<number, (Value | null | undefined)[]>();
  shown.forEach((property, column) => {
    for (const { ts, value } of points.get(property.id) ?? []) {
      if (ts < fromMs || ts > toMs) continue;
      const cells = byTime.get(ts) ?? new Array<Value | null | undefined>(shown.length).fill(undefined);
      cells[column] = value;
      byTime.set(ts, cells);
    }
  });
  return Array.from(byTime, ([ts, cells]) => ({ ts, cells })).sort((a, b) => b.ts - a.ts);
}

/** RFC 4180, with a point for decimals and UTC times: for programs, whatever the page's language. */
function csv(shown: readonly Property[], rows: readonly Row[]): string {
  const field = (value: unknown) => {
    const text = value === undefined || value === null ? '' : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const head = ['ts', ...shown.map((property) => property.id)];
  return [head, ...rows.map((row) => [new Date(row.ts).toISOString(), ...row.cells])].map((line) => line.map(field).join(',')).join('\r\n');
}
