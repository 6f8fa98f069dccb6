import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFormat } from '../i18n/language.tsx';
import type { Aligned } from './align.ts';
import { plotOptions } from './plot-options.ts';
import './chart.css';

export interface PlotLine {
  readonly label: string;
  readonly color: string;
  readonly dash: number[];
  /** Drawn as steps: true/false and the like have nothing between two values. */
  readonly stepped: boolean;
}

interface PlotProps {
  readonly lines: readonly PlotLine[];
  readonly data: Aligned;
  readonly fromMs: number;
  readonly toMs: number;
  readonly height: number;
  readonly timeAxis: boolean;
  readonly label: string;
  /** Charts with the same key share their crosshair. */
  readonly syncKey: string;
  readonly onZoom: (fromMs: number, toMs: number) => void;
  readonly onReset: () => void;
  /** Index into `data.times` under the crosshair; undefined when it left. */
  readonly onCursor: (index: number | undefined) => void;
}

/** uPlot behind our own words: the only file, with its options, that knows the library. */
export function Plot(props: PlotProps): ReactNode {
  const { lines, data, fromMs, toMs, height, timeAxis, label, syncKey } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const format = useFormat();
  useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const shape = JSON.stringify(lines);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the chart is made anew only when its shape changes; data, range and callbacks flow in below
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const options = plotOptions({
      lines,
      width: element.clientWidth,
      height,
      timeAxis,
      syncKey,
      format,
      color: (name) => getComputedStyle(element).getPropertyValue(name),
      range: () => [latest.current.fromMs, latest.current.toMs],
      onZoom: (from, to) => latest.current.onZoom(from, to),
      onReset: () => latest.current.onReset(),
      onCursor: (index) => latest.current.onCursor(index),
    });
    const made = new uPlot(options, toUplot(latest.current.data), element);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientWidth !== made.width) made.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, height, timeAxis, syncKey, format, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the range is read through `range()` when the data is set
  useEffect(() => {
    plot.current?.setData(toUplot(data));
  }, [data, fromMs, toMs]);

  return <div ref={place} className="plot" style={{ height }} role="img" aria-label={label} data-testid="chart" />;
}

function toUplot(data: Aligned): uPlot.AlignedData {
  return [data.times, ...data.columns];
}
