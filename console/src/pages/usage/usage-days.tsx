import { NativeSelect, SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { Usage } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { type UsageMeasure, usageMeasures } from '../../app/search.ts';
import { UnitChart } from '../../chart/unit-chart.tsx';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/page.tsx';
import { dayMs, stepsOf } from './day-steps.ts';
import './usage.css';

const route = getRouteApi('/inside/usage');
const chartHeightPx = 240;

/** One measure of the last days as steps, or all of them as a table. */
export function UsageDays({ days }: { days: Usage['days'] }): ReactNode {
  const m = useMessages().usage;
  const { show = 'messages', view = 'chart' } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Panel
      title={m.history}
      flush={view === 'table'}
      actions={
        days.length > 0 && (
          <>
            {view === 'chart' && (
              <NativeSelect
                size="xs"
                aria-label={m.measure}
                data={usageMeasures.map((each) => ({ value: each, label: m.measures[each] }))}
                value={show}
                onChange={(event) => {
                  const chosen = usageMeasures.find((each) => each === event.currentTarget.value);
                  void navigate({ search: (before) => ({ ...before, ...(chosen === undefined ? {} : { show: chosen }) }), replace: true });
                }}
              />
            )}
            <SegmentedControl
              size="xs"
              aria-label={m.view}
              data={[
                { value: 'chart', label: m.chart },
                { value: 'table', label: m.table },
              ]}
              value={view}
              onChange={(value) =>
                void navigate({
                  search: ({ view: _view, ...rest }) => (value === 'table' ? { ...rest, view: 'table' } : rest),
                  replace: true,
                })
              }
            />
          </>
        )
      }
    >
      {days.length === 0 ? (
        <Empty title={m.noDays} detail={m.noDaysDetail} />
      ) : view === 'table' ? (
        <DayTable days={days} />
      ) : (
        <DayChart days={days} measure={show} />
      )}
    </Panel>
  );
}

function DayChart({ days, measure }: { days: Usage['days']; measure: UsageMeasure }): ReactNode {
  const m = useMessages().usage;
  const format = useFormat();
  const { times, values } = stepsOf(days, measure);
  const [fromMs = 0, toMs = fromMs + dayMs] = [times[0], times.at(-1)];
  const whole = () => undefined;
  return (
    <UnitChart
      unit=""
      lines={[{ id: measure, name: m.measures[measure], stepped: true, fractional: false, pen: 0, times, values }]}
      bucketMs={dayMs}
      fromMs={fromMs}
      toMs={toMs}
      height={chartHeightPx}
      timeAxis
      timeLegend
      label={m.chartLabel(m.measures[measure], format.date(fromMs), format.date(toMs))}
      syncKey="usage"
      onZoom={whole}
      onReset={whole}
    />
  );
}

function DayTable({ days }: { days: Usage['days'] }): ReactNode {
  const m = useMessages().usage;
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <section className="table-scroll usage-table" aria-label={m.history} tabIndex={0}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{m.day}</th>
            {usageMeasures.map((each) => (
              <th key={each} scope="col" className="right">
                {m.measures[each]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day}>
              <td className="shrink num">{day.day}</td>
              {usageMeasures.map((each) => (
                <td key={each} className="right num">
                  {each === 'bytesIn' ? format.bytes(day.bytesIn) : format.integer(day[each])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
