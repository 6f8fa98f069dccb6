import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { platformQuery } from '../../api/queries.ts';
import { useSession } from '../../api/session.ts';
import { useTrustMessages } from '../../trust/messages.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Panel } from '../../ui/page.tsx';

/** How a service account connects over MQTT. */
export function MqttAccess({ account }: { account: string }): ReactNode {
  const m = useTrustMessages().mqttAccess;
  const { tenant } = useSession();
  const { data } = useQuery(platformQuery);
  if (data === undefined) return null;
  const { host, port } = data.mqtt;
  const code = `mosquitto_sub -h ${host} -p ${port} -V 5 -u ${tenant}/${account} -P "$API_KEY" -q 1 -v -t 'devices/+/up/#'`;
  return (
    <Panel title={m.title}>
      <p className="card-text">{m.lead}</p>
      <CodeBlock code={code} what={m.what} testId="mqtt-access" />
    </Panel>
  );
}
