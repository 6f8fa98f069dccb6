import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { attemptsQuery, connectionsRereadMs } from '../../api/connection-queries.ts';
import { useFormat } from '../../i18n/language.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { Panel } from '../../ui/page.tsx';
import { useConnectionMessages } from './messages.ts';

/** Refused logins with names that no device has; nothing for who may not see the whole tenant, or where there are none. */
export function Attempts(): ReactNode {
  const { connections: m } = useConnectionMessages();
  const format = useFormat();
  const { data } = useQuery({ ...attemptsQuery, refetchInterval: ({ state }) => (state.error === null ? connectionsRereadMs : false) });
  if (data === undefined || data.length === 0) return null;
  return (
    <Panel flush title={m.attempts}>
      <p className="dim connection-attempts-hint">{m.attemptsHint}</p>
      <div className="table-scroll">
        <table className="table stack" data-testid="connection-attempts">
          <thead>
            <tr>
              <th scope="col">{m.attemptName}</th>
              <th scope="col">{m.time}</th>
              <th scope="col">{m.clientId}</th>
              <th scope="col">{m.from}</th>
            </tr>
          </thead>
          <tbody>
            {data.map(({ id, name, at, times, firstAt, clientId, address, listener }) => (
              <tr key={id}>
                <td className="device-name">{name === '' ? <span className="dim">{m.restOfFlood}</span> : name}</td>
                <td data-label={m.time}>
                  <Fresh at={Date.parse(at)} />
                  {times > 1 && (
                    <div className="dim device-label num">{m.timesSince(format.integer(times), format.dateTime(Date.parse(firstAt)))}</div>
                  )}
                </td>
                <td data-label={m.clientId} className="mono connection-client">
                  {clientId}
                </td>
                <td data-label={m.from}>
                  <span className="mono">{address}</span> <span className="dim">{listener}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
