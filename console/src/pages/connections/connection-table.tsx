import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { Connection } from '@thalamus/sdk';
import { Fragment, type ReactNode, useState } from 'react';
import { useFormat } from '../../i18n/language.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { TextLink } from '../../ui/link.tsx';
import { ConnectionDetail } from './connection-detail.tsx';
import { ConnectionMenu } from './connection-menu.tsx';
import { useConnectionMessages } from './messages.ts';

/** Live connections as rows; the arrow opens what more is known. */
export function ConnectionTable({ connections }: { connections: readonly Connection[] }): ReactNode {
  const m = useConnectionMessages();
  const [opened, setOpened] = useState<string>();
  return (
    <div className="table-scroll">
      <table className="table stack" data-testid="connection-table">
        <thead>
          <tr>
            <th scope="col">{m.connections.owner}</th>
            <th scope="col">{m.connections.protocol}</th>
            <th scope="col">{m.connections.from}</th>
            <th scope="col">{m.connections.since}</th>
            <th scope="col" className="right">
              {m.connections.rate}
            </th>
            <th scope="col" className="right wide-only">
              {m.connections.waiting}
            </th>
            <th scope="col" className="shrink">
              <VisuallyHidden>{m.common.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map((connection) => (
            <Fragment key={connection.id}>
              <Row
                connection={connection}
                opened={opened === connection.id}
                onToggle={() => setOpened(opened === connection.id ? undefined : connection.id)}
              />
              {opened === connection.id && (
                <tr>
                  <td colSpan={7}>
                    <ConnectionDetail connection={connection} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ connection, opened, onToggle }: { connection: Connection; opened: boolean; onToggle: () => void }): ReactNode {
  const m = useConnectionMessages().connections;
  const format = useFormat();
  const { owner, kind, clientId, protocol, listener, address, connectedAt, messagesPerSecond, bytesPerSecond, inflight, queued } =
    connection;
  const Arrow = opened ? IconChevronDown : IconChevronRight;
  return (
    <tr data-testid={`connection-${owner}`}>
      <td>
        <div className="connection-name">
          <ActionIcon variant="subtle" color="gray" aria-expanded={opened} aria-label={m.show(owner)} onClick={onToggle}>
            <Arrow size={16} aria-hidden />
          </ActionIcon>
          <div>
            {kind === 'device' ? (
              <TextLink to="/devices/$device" params={{ device: owner }} search={{ tab: 'connection' }} className="device-name">
                {owner}
              </TextLink>
            ) : (
              <div className="device-name">
                {owner} <span className="dim device-label">{m.application}</span>
              </div>
            )}
            {clientId !== owner && <div className="dim device-label mono connection-client">{clientId}</div>}
          </div>
        </div>
      </td>
      <td data-label={m.protocol}>
        {protocolText(protocol)} <span className="dim">{listener}</span>
      </td>
      <td data-label={m.from} className="mono">
        {address}
      </td>
      <td data-label={m.since}>
        <Fresh at={Date.parse(connectedAt)} />
      </td>
      <td data-label={m.rate} className="right num">
        {m.perSecond(format.value(messagesPerSecond), format.bytes(bytesPerSecond))}
      </td>
      <td className="right num wide-only">{format.integer(inflight + queued)}</td>
      <td className="shrink">
        <ConnectionMenu connection={connection} />
      </td>
    </tr>
  );
}

/** `MQTT 3.1.1`. */
export function protocolText(protocol: Connection['protocol']): string {
  return protocol.replace('mqtt-', 'MQTT ');
}
