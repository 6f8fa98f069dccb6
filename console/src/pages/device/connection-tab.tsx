import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconListSearch, IconPlugConnectedX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { DeviceConnection } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMay } from '../../access/may.ts';
import { connectionsRereadMs, deviceConnectionQuery } from '../../api/connection-queries.ts';
import { useFormat } from '../../i18n/language.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { ConnectionTable, protocolText } from '../connections/connection-table.tsx';
import { useConnectionMessages, useReasonWords } from '../connections/messages.ts';
import { ConnectionEvents } from './connection-events.tsx';
import '../connections/connections.css';

const marks = { well: IconCircleCheck, warning: IconAlertTriangle, offline: IconPlugConnectedX };

/** "Why is my device offline?" on one screen: the answer, the facts, what happened. */
export function ConnectionTab({ device }: { device: string }): ReactNode {
  const m = useConnectionMessages().connections;
  const may = useMay();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({ ...deviceConnectionQuery(device), refetchInterval: connectionsRereadMs });
  if (data === undefined) return error ? <ProblemNotice error={error} retry={() => void refetch()} /> : <SkeletonRows />;
  return (
    <>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      <Diagnosis diagnosis={data.diagnosis} />
      <Panel
        title={m.facts}
        actions={
          may('connection.trace') && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconListSearch size={14} aria-hidden />}
              onClick={() => void navigate({ to: '/traces', search: { create: true, device } })}
            >
              {m.trace}
            </Button>
          )
        }
      >
        <Facts facts={data} />
      </Panel>
      {data.connections.length > 0 && (
        <Panel flush title={m.title}>
          <ConnectionTable connections={data.connections} />
        </Panel>
      )}
      <ConnectionEvents device={device} />
    </>
  );
}

function Diagnosis({ diagnosis }: { diagnosis: DeviceConnection['diagnosis'] }): ReactNode {
  const m = useConnectionMessages().connections;
  const words = useReasonWords();
  const format = useFormat();
  const { state, code, reason, detail, since, times, text, advice } = diagnosis;
  const Mark = marks[state];
  const told = words(code === 'refused' || code === 'ended' ? (reason ?? code) : code, text, advice);
  const at = since === null ? undefined : format.dateTime(Date.parse(since));
  return (
    <section className="diagnosis" data-state={state} aria-label={state === 'well' ? m.whyWell : m.why} data-testid="diagnosis">
      <div className="diagnosis-state">
        <Mark size={18} aria-hidden />
        {m.state[state]}
      </div>
      <p className="diagnosis-text">
        {told.text}
        {detail !== null && code === 'denied' && <span className="mono">: {detail}</span>}
      </p>
      {detail !== null && code !== 'denied' && <p className="dim mono diagnosis-detail">{detail}</p>}
      {at !== undefined && (
        <p className="dim num">{times !== null && times > 1 ? m.sinceTimes(at, format.integer(times)) : m.sinceOnce(at)}</p>
      )}
      {state !== 'well' && (
        <p>
          <strong>{m.whatToDo}:</strong> {told.advice}
        </p>
      )}
    </section>
  );
}

function Facts({ facts }: { facts: DeviceConnection }): ReactNode {
  const m = useConnectionMessages();
  const words = useReasonWords();
  const { connectedSince, lastActiveAt, lastSeenAt, lastDisconnect, connections } = facts;
  const [live] = connections;
  const when = (at: string | null) => (at === null ? <span className="dim">{m.common.never}</span> : <Fresh at={Date.parse(at)} />);
  const { connections: t } = m;
  return (
    <>
      <dl className="facts">
        <div className="facts-row">
          <dt>{t.connected}</dt>
          <dd>
            {connectedSince === null ? <span className="dim">{t.notConnected}</span> : <Fresh at={Date.parse(connectedSince)} />}
            {live !== undefined && (
              <span>
                {protocolText(live.protocol)} {live.listener} <span className="mono">{live.address}</span>
              </span>
            )}
          </dd>
        </div>
        <div className="facts-row">
          <dt>{t.lastData}</dt>
          <dd>{when(lastActiveAt)}</dd>
        </div>
        <div className="facts-row">
          <dt>{t.lastSeen}</dt>
          <dd>{when(lastSeenAt)}</dd>
        </div>
        <div className="facts-row">
          <dt>{t.lastDisconnect}</dt>
          <dd>
            {when(lastDisconnect?.at ?? null)}
            {lastDisconnect !== null && <span>{words(lastDisconnect.reason, lastDisconnect.text ?? undefined).text}</span>}
          </dd>
        </div>
      </dl>
      <p className="dim connection-facts-hint">{t.factsHint}</p>
    </>
  );
}
