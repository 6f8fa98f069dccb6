import type { Property } from '@thalamus/sdk';
import { type ReactNode, useMemo } from 'react';
import { type NamedLine, UnitChart } from '../../../chart/unit-chart.tsx';
import { useFormat, useMessages } from '../../../i18n/language.tsx';
import { Empty } from '../../../ui/empty.tsx';
import type { Point } from './use-history.ts';

const singleHeightPx = 300;
const stackedHeightPx = 188;

interface HistoryChartsProps {
  readonly device: string;
  /** All of the product: a property's place among them gives its line its look. */
  readonly properties: readonly Property[];
  readonly shown: readonly Property[];
  readonly points: ReadonlyMap<string, readonly Point[]>;
  readonly bucketMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onReset: () => void;
}

/** One chart for each unit, one above the other, with one crosshair. */
export function HistoryCharts({ device, properties, shown, points, ...rest }: HistoryChartsProps): ReactNode {
  const m = useMessages().device;
  const format = useFormat();
  const shownIds = shown.map((each) => each.id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shownIds` is `shown` by content; the array is new on every tick of the clock
  const groups = useMemo(() => groupByUnit(properties, shown, points), [properties, shownIds, points]);
  if (groups.every((group) => group.lines.every((line) => line.times.length === 0))) {
    return <Empty title={m.noData} detail={m.noDataDetail} />;
  }
  return groups.map((group) => (
    <UnitChart
      {...rest}
      key={group.key}
      unit={group.unit}
      lines={group.lines}
      height={groups.length === 1 ? singleHeightPx : stackedHeightPx}
      syncKey={`history ${device}`}
      label={m.chartLabel(group.lines.map((line) => line.name).join(', '), format.dateTime(rest.fromMs), format.dateTime(rest.toMs))}
    />
  ));
}

interface UnitGroup {
  readonly key: string;
  readonly unit: string;
  readonly lines: NamedLine[];
}

function groupByUnit(properties: readonly Property[], shown: readonly Property[], points: HistoryChartsProps['points']): UnitGroup[] {
  const groups = new Map<string, UnitGroup>();
  for (const property of shown) {
    // Words have no y axis; the table shows them.
    if (property.type === 'text' || property.type === 'enum') continue;
    const stepped = property.type === 'bool';
    const key = stepped ? 'bool' : (property.unit ?? property.id);
    const group = groups.get(key) ?? { key, unit: property.unit ?? '', lines: [] };
    groups.set(key, group);
    const known = (points.get(property.id) ?? []).flatMap(({ ts, value }) => (value === null ? [] : [{ ts, value: Number(value) }]));
    group.lines.push({
      id: property.id,
      name: property.name ?? property.id,
      stepped,
      fractional: property.type === 'double' || property.type === 'float',
      pen: properties.findIndex((each) => each.id === property.id),
      times: known.map((point) => point.ts),
      values: known.map((point) => point.value),
    });
  }
  return [...groups.values()];
}
