import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { useClientMessages } from './messages.ts';
import { hex, type LineState, type MqttLine } from './mqtt-line.ts';

interface SubscribePanelProps {
  readonly line: MqttLine;
  readonly state: LineState;
  readonly asDevice: boolean;
}

/** What is subscribed to, each in its colour. */
export function SubscribePanel({ line, state: { state, subscriptions }, asDevice }: SubscribePanelProps): ReactNode {
  const m = useClientMessages().client;
  const [typed, setTyped] = useState<string>();
  const filter = typed ?? (asDevice ? 'down/#' : 'devices/+/up/#');
  const [qos, setQos] = useState<0 | 1 | 2>(1);
  const [nl, setNl] = useState(false);
  const [rap, setRap] = useState(false);
  const [refused, setRefused] = useState<string>();
  const subscribe = async () => {
    try {
      const code = await line.subscribe(filter, qos, { nl, rap });
      setRefused(code === undefined ? undefined : m.refusedFilter(filter, hex(code)));
    } catch (error) {
      setRefused(m.refusedFilter(filter, error instanceof Error ? error.message : String(error)));
    }
  };
  return (
    <Panel title={m.subscriptions}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void subscribe();
        }}
      >
        <div className="mqtt-topic-row">
          <TextInput
            label={m.filter}
            description={asDevice ? m.filterHintDevice : m.filterHintApplication}
            classNames={{ input: 'mono' }}
            spellCheck={false}
            autoComplete="off"
            value={filter}
            data-testid="mqtt-filter"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <QosSelect label={m.qos} value={qos} onChange={setQos} />
        </div>
        <div className="form-row">
          <Checkbox label={m.noLocal} checked={nl} onChange={(event) => setNl(event.currentTarget.checked)} />
          <Checkbox label={m.retainAsPublished} checked={rap} onChange={(event) => setRap(event.currentTarget.checked)} />
        </div>
        {refused !== undefined && <Notice kind="warning" title={refused} />}
        <Button type="submit" variant="default" disabled={state !== 'open' || filter === ''} data-testid="mqtt-subscribe">
          {m.subscribe}
        </Button>
      </form>
      {subscriptions.length === 0 && <p className="dim mqtt-none">{m.noSubscriptions}</p>}
      <ul className="mqtt-subscriptions">
        {subscriptions.map((each) => (
          <li key={each.filter}>
            <span className="mqtt-colour" data-colour={each.colour} aria-hidden />
            <span className="mono mqtt-filter">{each.filter}</span>
            <span className="dim">QoS {each.qos}</span>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={m.unsubscribe(each.filter)}
              onClick={() => void line.unsubscribe(each.filter)}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

export function QosSelect({ label, value, onChange }: { label: string; value: 0 | 1 | 2; onChange: (qos: 0 | 1 | 2) => void }): ReactNode {
  return (
    <NativeSelect
      label={label}
      data={['0', '1', '2']}
      value={String(value)}
      w={72}
      onChange={(event) => onChange(Number(event.currentTarget.value) as 0 | 1 | 2)}
    />
  );
}
