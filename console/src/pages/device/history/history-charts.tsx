import { useViewportSize } from '@mantine/hooks';
import type { Property } from '@thalamus/sdk';
import { type ReactNode, useMemo } from 'react';
import { type NamedLine, UnitChart } from '../../../chart/unit-chart.tsx';
import { useFormat, useMessages } from '../../../i18n/language.tsx';
import { Empty } from '../../../ui/empty.tsx';
import type { Point } from './use-history.ts';

/** Charts of several units share what the window has left below the values, within these. */
const heightPxMin = 132;
const heightPxMax = 300;
/** What stands above and below the charts on a wide window. */
const aroundPx = 396;
const legendPx = 26;
/** The last chart is higher by its time labels, so that all plots are equally high. */
const timeLabelsPx = 22;
/** On a narrow window the page scrolls anyhow, and the height there changes with the browser's bars. */
const narrowPx = 768;
const narrowHeightPx = 188;
const heightStepPx = 8;

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
  const window = useViewportSize();
  const shownIds = shown.map((each) => each.id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shownIds` is `shown` by content; the array is new on every tick of the clock
  const groups = useMemo(() => groupByUnit(properties, shown, points), [properties, shownIds, points]);
  if (groups.every((group) => group.lines.every((line) => line.times.length === 0))) {
    return <Empty title={m.noData} detail={m.noDataDetail} />;
  }
  const height = chartHeightPx(window.width, window.height, groups.length);
  return groups.map((group, index) => (
    <UnitChart
      {...rest}
      key={group.key}
      unit={group.unit}
      lines={group.lines}
      height={index === groups.length - 1 ? height + timeLabelsPx : height}
      timeAxis={index === groups.length - 1}
      timeLegend={index === 0}
      syncKey={`history ${device}`}
      label={m.chartLabel(group.lines.map((line) => line.name).join(', '), format.dateTime(rest.fromMs), format.dateTime(rest.toMs))}
    />
  ));
}

function chartHeightPx(width: number, height: number, charts: number): number {
  if (width < narrowPx) return charts === 1 ? heightPxMax : narrowHeightPx;
  const share = (height - aroundPx) / charts - legendPx;
  return Math.min(heightPxMax, Math.max(heightPxMin, Math.floor(share / heightStepPx) * heightStepPx));
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
