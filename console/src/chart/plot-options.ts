import uPlot from 'uplot';
import type { Format } from '../i18n/format.ts';
import type { PlotLine } from './plot.tsx';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** The same for every chart, so that stacked charts line up. */
const yAxisPx = 64;
/** A drag shorter than this is a click. */
const zoomPxMin = 6;
const axisDigitsMax = 6;

interface PlotShape {
  readonly lines: readonly PlotLine[];
  readonly width: number;
  readonly height: number;
  readonly timeAxis: boolean;
  readonly syncKey: string;
  readonly format: Format;
  readonly color: (token: string) => string;
  readonly range: () => [number, number];
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onReset: () => void;
  readonly onCursor: (index: number | undefined) => void;
}

export function plotOptions(shape: PlotShape): uPlot.Options {
  const { format } = shape;
  const axis = {
    stroke: () => shape.color('--mantine-color-dimmed'),
    grid: { stroke: () => shape.color('--line'), width: 1 },
    ticks: { show: false },
    font: '12px system-ui, sans-serif',
  };
  return {
    width: shape.width,
    height: shape.height,
    ms: 1,
    legend: { show: false },
    padding: [12, 28, 0, 0],
    scales: { x: { time: true, range: shape.range }, y: { range: (_plot, min, max) => yRange(min, max) } },
    axes: [
      // Without labels the axis stays, for its grid.
      { ...axis, size: shape.timeAxis ? 28 : 6, space: 88, values: (_plot, splits) => (shape.timeAxis ? timeLabels(splits, format) : []) },
      { ...axis, size: yAxisPx, space: 28, values: (_plot, splits) => valueLabels(splits, format) },
    ],
    series: [
      {},
      ...shape.lines.map(({ label, color, dash, stepped }) => ({
        label,
        stroke: color,
        dash,
        width: 1.75,
        spanGaps: false,
        points: { show: false, filter: lonePoints, size: 5 },
        ...(stepped && uPlot.paths.stepped ? { paths: uPlot.paths.stepped({ align: 1 }) } : {}),
      })),
    ],
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      // Only the crosshair is shared; a zoom is told once, by the chart it was drawn in.
      sync: { key: shape.syncKey, filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
      bind: {
        dblclick: () => () => {
          shape.onReset();
          return null;
        },
      },
      points: { size: 7 },
    },
    hooks: {
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < zoomPxMin) return;
          const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          shape.onZoom(Math.round(from), Math.round(to));
        },
      ],
      setCursor: [
        (plot) => shape.onCursor(plot.cursor.left === undefined || plot.cursor.left < 0 ? undefined : (plot.cursor.idx ?? undefined)),
      ],
    },
  };
}

/** A flat line sits in the middle, any other has a little air. */
function yRange(min: number, max: number): [number, number] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const air = min === max ? Math.max(Math.abs(min) * 0.1, 1) : (max - min) * 0.08;
  return [min - air, max + air];
}

/** Points between two gaps have no line to be seen by. */
function lonePoints(plot: uPlot, seriesIndex: number, show: boolean): number[] | null {
  if (show) return null;
  const column = plot.data[seriesIndex] ?? [];
  const lone: number[] = [];
  const known = Array.from(column, (value, index) => ({ value, index })).filter(({ value }) => value !== undefined);
  known.forEach(({ value, index }, at) => {
    if (value !== null && (known[at - 1]?.value ?? null) === null && (known[at + 1]?.value ?? null) === null) lone.push(index);
  });
  return lone;
}

/** All with as many digits as their step has, so that they line up. */
function valueLabels(splits: readonly number[], format: Format): string[] {
  const step = Math.abs((splits[1] ?? 1) - (splits[0] ?? 0));
  let digits = 0;
  while (digits < axisDigitsMax && Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) > 1e-6) digits++;
  return splits.map((value) => format.fixed(value, digits));
}

function timeLabels(splits: readonly number[], format: Format): string[] {
  const step = (splits[1] ?? 0) - (splits[0] ?? 0);
  return splits.map((ms) => {
    if (step >= dayMs || (step >= minuteMs && new Date(ms).getHours() === 0 && new Date(ms).getMinutes() === 0)) return format.monthDay(ms);
    return step < minuteMs ? format.time(ms) : format.shortTime(ms);
  });
}
