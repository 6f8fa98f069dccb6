import { useComputedColorScheme } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { useFormat } from '../i18n/language.tsx';
import { align, type Line, valueAt } from './align.ts';
import { pen } from './palette.ts';
import { Plot } from './plot.tsx';

export interface NamedLine extends Line {
  readonly id: string;
  readonly name: string;
  readonly stepped: boolean;
  readonly fractional: boolean;
  /** Its place among all lines shown: its colour stays the same whatever else is shown. */
  readonly pen: number;
}

interface UnitChartProps {
  readonly unit: string;
  readonly lines: readonly NamedLine[];
  readonly bucketMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly height: number;
  /** Whether the times are written below: of charts on one x, only under the last. */
  readonly timeAxis: boolean;
  /** Whether the legend says the time that it reads: of charts with one crosshair, only the first. */
  readonly timeLegend: boolean;
  readonly label: string;
  readonly syncKey: string;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onReset: () => void;
}

/** All lines of one unit over one y axis, with a legend that reads the crosshair. */
export function UnitChart({ unit, lines, bucketMs, height, label, timeLegend, ...rest }: UnitChartProps): ReactNode {
  const format = useFormat();
  const scheme = useComputedColorScheme('light');
  const [cursor, setCursor] = useState<number>();
  const data = useMemo(() => align(lines, bucketMs), [lines, bucketMs]);
  const at = cursor ?? data.times.length - 1;
  const time = data.times[at];
  return (
    <div>
      <ul className="legend">
        {lines.map((line, index) => {
          const { color, dash } = pen(line.pen, index, scheme);
          const value = valueAt(data.columns[index] ?? [], at);
          return (
            <li key={line.id}>
              <svg width="18" height="8" aria-hidden="true">
                <line x1="0" y1="4" x2="18" y2="4" stroke={color} strokeWidth="2" strokeDasharray={dash.join(' ')} />
              </svg>
              {line.name}
              <output>
                {format.value(value, line.fractional)} {value !== undefined && unit}
              </output>
            </li>
          );
        })}
        {timeLegend && time !== undefined && <li className="legend-unit num">{format.dateTime(time)}</li>}
      </ul>
      <Plot
        {...rest}
        lines={lines.map((line, index) => ({ label: line.name, stepped: line.stepped, ...pen(line.pen, index, scheme) }))}
        data={data}
        height={height}
        label={label}
        onCursor={setCursor}
      />
    </div>
  );
}
