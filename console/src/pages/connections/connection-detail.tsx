import { useQuery } from '@tanstack/react-query';
import type { Connection } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { connectionQuery, connectionsRereadMs } from '../../api/connection-queries.ts';
import { useFormat } from '../../i18n/language.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { useConnectionMessages } from './messages.ts';

/** MQTT 5's way of saying that a session never expires. */
const neverExpires = 0xffffffff;

/** What more is known of a connection: counters, session and subscriptions. */
export function ConnectionDetail({ connection: listed }: { connection: Connection }): ReactNode {
  const m = useConnectionMessages();
  const format = useFormat();
  const { data } = useQuery({ ...connectionQuery(listed.id), refetchInterval: connectionsRereadMs, retry: false });
  const connection = data ?? listed;
  const { expirySeconds, messagesIn, bytesIn, messagesOut, bytesOut, lastActiveAt } = connection;
  const { connections: t } = m;
  const session = expirySeconds === 0 ? t.notKept : expirySeconds >= neverExpires ? t.keptForEver : t.kept(format.integer(expirySeconds));
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t.credential, connection.credential],
    [t.keepAlive, t.seconds(format.integer(connection.keepAliveSeconds))],
    [t.session, session],
    [t.lastActive, lastActiveAt === null ? m.common.never : <Fresh key="at" at={Date.parse(lastActiveAt)} />],
    [t.received, t.messagesBytes(format.integer(messagesIn), format.bytes(bytesIn))],
    [t.sent, t.messagesBytes(format.integer(messagesOut), format.bytes(bytesOut))],
    [t.inflight, format.integer(connection.inflight)],
    [t.queued, format.integer(connection.queued)],
    [t.dropped, format.integer(connection.dropped)],
    [t.unsent, format.bytes(connection.unsentBytes)],
    ...(connection.paused.length === 0 ? [] : [[t.paused, connection.paused.join(', ')] as const]),
  ];
  return (
    <div className="connection-detail">
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div className="facts-row" key={name}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      <div>
        <h2 className="plain-h2">{t.subscriptions}</h2>
        {data?.filters.length === 0 && <p className="dim">{t.noSubscriptions}</p>}
        <ul className="connection-subscriptions mono">
          {data?.filters.map(({ filter, qos }) => (
            <li key={filter}>
              {filter} <span className="dim">QoS {qos}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
