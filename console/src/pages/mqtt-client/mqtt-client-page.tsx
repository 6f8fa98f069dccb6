import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Page } from '../../ui/page.tsx';
import { ConnectPanel } from './connect-panel.tsx';
import { MessageList } from './message-list.tsx';
import { useClientMessages } from './messages.ts';
import { createMqttLine, type Outgoing } from './mqtt-line.ts';
import { PublishPanel } from './publish-panel.tsx';
import { SubscribePanel } from './subscribe-panel.tsx';
import './mqtt-client.css';

/** An MQTT client in the browser: connects, subscribes, publishes. The connection ends with the page. */
export function MqttClientPage(): ReactNode {
  const m = useClientMessages().client;
  const [line] = useState(() => createMqttLine(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/mqtt`));
  const state = useSyncExternalStore(line.listen, line.read);
  const [asDevice, setAsDevice] = useState(true);
  const [again, setAgain] = useState<Outgoing>();
  useEffect(() => () => line.end(), [line]);
  return (
    <Page title={m.title} lead={m.lead}>
      <div className="mqtt-client">
        <div className="mqtt-client-side">
          <ConnectPanel line={line} state={state} asDevice={asDevice} onAsDevice={setAsDevice} />
          <SubscribePanel line={line} state={state} asDevice={asDevice} />
          <PublishPanel
            key={again === undefined ? '' : JSON.stringify(again)}
            line={line}
            state={state}
            asDevice={asDevice}
            first={again}
          />
        </div>
        <MessageList line={line} state={state} onAgain={setAgain} />
      </div>
    </Page>
  );
}
