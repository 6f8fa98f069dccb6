import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { platformQuery } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Panel } from '../../ui/page.tsx';

/** Where devices and programs connect. */
export function PlatformCard(): ReactNode {
  const m = useMessages().overview;
  const format = useFormat();
  const { data } = useQuery(platformQuery);
  if (data === undefined) return null;
  const addresses = [
    [m.mqttAddress, data.mqtt.url],
    ...[data.mqtts, data.webSocket, data.secureWebSocket].flatMap((way) =>
      way === null || way.url === data.mqtt.url ? [] : [[(way.url.split(':', 1)[0] ?? '').toUpperCase(), way.url] as const],
    ),
    [m.httpAddress, data.http.url],
  ] as const;
  return (
    <Panel title={m.platform}>
      <dl className="facts">
        {addresses.map(([name, url]) => (
          <div key={name} className="facts-row">
            <dt>{name}</dt>
            <dd>
              <span className="mono">{url}</span>
              <CopyButton text={url} what={name} />
            </dd>
          </div>
        ))}
        <div className="facts-row">
          <dt>{m.version}</dt>
          <dd className="num">{data.version}</dd>
        </div>
        <div className="facts-row">
          <dt>{m.startedAt}</dt>
          <dd className="num">{format.dateTime(Date.parse(data.startedAt))}</dd>
        </div>
      </dl>
    </Panel>
  );
}
