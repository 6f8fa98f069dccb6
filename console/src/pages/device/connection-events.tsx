import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconGauge, IconHistory, IconPlugConnected, IconPlugConnectedX, IconTrashX } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ConnectionEvent } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { connectionsRereadMs, deviceEventsQuery } from '../../api/connection-queries.ts';
import { useFormat } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { protocolText } from '../connections/connection-table.tsx';
import { useConnectionMessages, useReasonWords } from '../connections/messages.ts';

const marks = {
  connected: IconPlugConnected,
  refused: IconBan,
  denied: IconAlertTriangle,
  limit: IconGauge,
  dropped: IconTrashX,
  disconnected: IconPlugConnectedX,
};

/** What happened to a device's connections, newest first. */
export function ConnectionEvents({ device }: { device: string }): ReactNode {
  const m = useConnectionMessages();
  const { connections: t } = m;
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    ...deviceEventsQuery(device),
    // Only the first page, or each look would read all of them again.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : connectionsRereadMs),
  });
  const events = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Panel flush title={t.events}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!data && !error && <SkeletonRows />}
      {data && events.length === 0 && (
        <Empty title={t.eventsEmpty} detail={t.eventsEmptyDetail} icon={<IconHistory size={32} stroke={1.4} />} />
      )}
      {events.length > 0 && (
        <div className="table-scroll">
          <table className="table stack" data-testid="connection-events">
            <thead>
              <tr>
                <th scope="col">{t.time}</th>
                <th scope="col">{t.event}</th>
                <th scope="col">{t.reason}</th>
                <th scope="col">{t.clientId}</th>
                <th scope="col">{t.from}</th>
              </tr>
            </thead>
            <tbody>
              {events.map((event) => (
                <EventRow key={event.id} event={event} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <div className="more">
          <Button size="xs" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t.older}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function EventRow({ event }: { event: ConnectionEvent }): ReactNode {
  const { connections: t } = useConnectionMessages();
  const words = useReasonWords();
  const format = useFormat();
  const {
    kind,
    at,
    firstAt,
    times,
    reason,
    text,
    detail,
    clientId,
    address,
    listener,
    protocol,
    bytesIn,
    messagesIn,
    messagesOut,
    bytesOut,
  } = event;
  const Mark = marks[kind];
  return (
    <tr data-testid={`event-${kind}`}>
      <td className="num event-time">
        {format.dateTime(Date.parse(at))}
        {times > 1 && <div className="dim device-label">{t.timesSince(format.integer(times), format.dateTime(Date.parse(firstAt)))}</div>}
      </td>
      <td>
        <span className="event-kind" data-kind={kind}>
          <Mark size={16} aria-hidden />
          {t.kinds[kind]}
        </span>
      </td>
      <td data-label={t.reason} className="event-reason">
        {kind === 'connected' ? (
          <>
            <span className="mono">{reason}</span> {protocol !== null && <span className="dim">{protocolText(protocol)}</span>}
          </>
        ) : (
          <>
            {kind !== 'denied' && words(reason, text ?? reason).text}{' '}
            {kind !== 'denied' && text !== null && <span className="dim mono">{reason}</span>}
          </>
        )}
        {detail !== null && <div className="dim device-label mono">{detail}</div>}
        {messagesIn !== null && bytesIn !== null && (
          <div className="dim device-label num">
            ↑ {t.messagesBytes(format.integer(messagesIn), format.bytes(bytesIn))} · ↓{' '}
            {t.messagesBytes(format.integer(messagesOut ?? 0), format.bytes(bytesOut ?? 0))}
          </div>
        )}
      </td>
      <td data-label={t.clientId} className="mono connection-client">
        {clientId}
      </td>
      <td data-label={t.from}>
        <span className="mono">{address}</span> <span className="dim">{listener}</span>
      </td>
    </tr>
  );
}
