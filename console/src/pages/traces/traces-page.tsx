import { Button } from '@mantine/core';
import { IconListSearch, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Trace } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { connectionsRereadMs, tracesQuery } from '../../api/connection-queries.ts';
import { useFormat } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { useTraceMessages } from './messages.ts';
import { StartTrace } from './start-trace.tsx';
import { TraceState, targetText } from './trace-state.tsx';
import './traces.css';

const route = getRouteApi('/inside/traces');

/** Traces that run or can still be read. */
export function TracesPage(): ReactNode {
  const m = useTraceMessages().traces;
  const { create, device, client } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery({ ...tracesQuery, refetchInterval: connectionsRereadMs });
  const start = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: { create: true } })}
      data-testid="start-trace"
    >
      {m.start}
    </Button>
  );
  return (
    <Page title={m.title} lead={m.lead} actions={data !== undefined && data.length > 0 && start}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!(error && data === undefined) && (
        <Panel flush>
          {data === undefined && <SkeletonRows rows={4} />}
          {data?.length === 0 && (
            <Empty title={m.emptyTitle} detail={m.emptyDetail} icon={<IconListSearch size={32} stroke={1.4} />}>
              {start}
            </Empty>
          )}
          {data !== undefined && data.length > 0 && <TraceTable traces={data} />}
        </Panel>
      )}
      {create && (
        <StartTrace
          {...(device === undefined ? {} : { device })}
          {...(client === undefined ? {} : { client })}
          onClose={() => void navigate({ search: {}, replace: true })}
        />
      )}
    </Page>
  );
}

function TraceTable({ traces }: { traces: readonly Trace[] }): ReactNode {
  const m = useTraceMessages().traces;
  const format = useFormat();
  return (
    <div className="table-scroll">
      <table className="table stack">
        <thead>
          <tr>
            <th scope="col">{m.of}</th>
            <th scope="col">{m.startedAt}</th>
            <th scope="col">{m.by}</th>
            <th scope="col" className="right">
              {m.packets}
            </th>
            <th scope="col">{m.state}</th>
          </tr>
        </thead>
        <tbody>
          {traces.map((trace) => (
            <tr key={trace.id} data-testid="trace">
              <td>
                <TextLink to="/traces/$trace" params={{ trace: trace.id }} className="device-name">
                  {targetText(m, trace)}
                </TextLink>
              </td>
              <td data-label={m.startedAt} className="num">
                {format.dateTime(Date.parse(trace.startedAt))}
              </td>
              <td data-label={m.by}>{trace.startedBy}</td>
              <td data-label={m.packets} className="right num">
                {format.integer(trace.packets)}
              </td>
              <td>
                <TraceState trace={trace} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
