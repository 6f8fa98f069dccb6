import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconZoomReset } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { Property } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useNow } from '../../../app/clock.ts';
import { useFormat, useMessages } from '../../../i18n/language.tsx';
import { CopyAs } from '../../../ui/copy-as.tsx';
import { ProblemNotice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/page.tsx';
import { historyRecipe } from '../../../ui/recipes.ts';
import type { DeviceStream } from '../device-stream.ts';
import { HistoryCharts } from './history-charts.tsx';
import { HistoryTable } from './history-table.tsx';
import { PropertyChoice } from './property-choice.tsx';
import { RangePicker } from './range-picker.tsx';
import { useHistory, usePoints } from './use-history.ts';
import { boundsOf, windowOf } from './window.ts';

const route = getRouteApi('/inside/devices/$device');
const shownFirst = 6;
const pixelsMax = 4000;
const pixelsMin = 10;
/** Left of the plot area: the y axis and the paddings, which carry no points. */
const plotMarginPx = 92;
/** The width is asked for in these steps, so that resizing a window does not ask again for every pixel. */
const pixelsStep = 50;

interface HistoryPanelProps {
  readonly device: string;
  readonly properties: readonly Property[];
  readonly stream: DeviceStream;
}

/** Charts or table of a device's past; range, zoom, selection and view are in the URL. */
export function HistoryPanel({ device, properties, stream }: HistoryPanelProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { ref, width } = useElementSize();
  const now = useNow();

  const chosen =
    search.show?.split(',') ??
    properties
      .filter((each) => each.type !== 'text' && each.type !== 'enum')
      .slice(0, shownFirst)
      .map((each) => each.id);
  const shown = properties.filter((each) => chosen.includes(each.id));
  const window = windowOf(search);
  const pixels = width === 0 ? 0 : Math.min(pixelsMax, Math.max(pixelsMin, Math.round((width - plotMarginPx) / pixelsStep) * pixelsStep));
  const history = useHistory({ device, properties: shown.map((each) => each.id), window, pixels });
  const points = usePoints(history.data, stream, window.kind === 'moving');
  const { fromMs, toMs } = boundsOf(window, now);
  const count = shown.reduce((sum, each) => sum + (points.get(each.id)?.length ?? 0), 0);
  const bucketMs = history.data?.bucketMs ?? 0;

  const recipe = () =>
    historyRecipe(
      device,
      { devices: [device], properties: shown.map((each) => each.id), from: Math.floor(fromMs), to: Math.ceil(toMs), pixels },
      Math.max(1, Math.round((toMs - fromMs) / 1000 / Math.max(pixels, 1))),
    );
  const views = {
    onZoom: (from: number, to: number) => void navigate({ search: (before) => ({ ...before, from, to }), resetScroll: false }),
    onReset: () => void navigate({ search: ({ from: _from, to: _to, ...rest }) => rest, resetScroll: false }),
  };

  return (
    <Panel label={m.device.history}>
      <div className="history-bar">
        <RangePicker
          window={window}
          onFixed={views.onZoom}
          onRange={(range) =>
            void navigate({
              search: ({ from: _from, to: _to, range: _range, ...rest }) => (range === 'live' ? rest : { ...rest, range }),
              resetScroll: false,
            })
          }
        />
        {properties.length > 1 && (
          <PropertyChoice
            properties={properties}
            chosen={shown.map((each) => each.id)}
            onChange={(ids) => void navigate({ search: (before) => ({ ...before, show: ids.join(',') || 'none' }), resetScroll: false })}
          />
        )}
        <div className="history-end">
          {window.kind === 'fixed' && (
            <Button size="xs" variant="default" leftSection={<IconZoomReset size={14} aria-hidden />} onClick={views.onReset}>
              {m.device.resetZoom}
            </Button>
          )}
          <SegmentedControl
            size="xs"
            aria-label={m.device.view}
            value={search.view ?? 'chart'}
            data={[
              { value: 'chart', label: m.device.chart },
              { value: 'table', label: m.device.table },
            ]}
            onChange={(value) =>
              void navigate({
                search: ({ view: _view, ...rest }) => (value === 'table' ? { ...rest, view: 'table' } : rest),
                resetScroll: false,
              })
            }
          />
          <CopyAs recipe={recipe} />
        </div>
      </div>
      <div ref={ref}>
        {history.error && <ProblemNotice error={history.error} retry={() => void history.refetch()} />}
        {shown.length === 0 && <p className="dim">{m.device.noSelection}</p>}
        {shown.length > 0 && history.isPending && <Skeleton height={260} />}
        {history.data && shown.length > 0 && search.view !== 'table' && (
          <HistoryCharts
            device={device}
            properties={properties}
            shown={shown}
            points={points}
            bucketMs={bucketMs}
            fromMs={fromMs}
            toMs={toMs}
            {...views}
          />
        )}
        {history.data && shown.length > 0 && search.view === 'table' && (
          <HistoryTable shown={shown} points={points} fromMs={fromMs} toMs={toMs} />
        )}
      </div>
      <div className="history-note">
        <span className="num">
          {m.device.points(count, format.integer(count))}
          {history.data && ` · ${history.data.bucketMs ? m.device.resolutionChart(duration(bucketMs)) : m.device.resolutionRaw}`}
        </span>
        {search.view !== 'table' && <span className="zoom-hint">{m.device.zoomHint}</span>}
      </div>
    </Panel>
  );
}

function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  return `${Number((ms / 60_000).toPrecision(3))} min`;
}
