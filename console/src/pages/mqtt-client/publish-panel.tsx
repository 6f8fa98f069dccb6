import { Button, Checkbox, Collapse, NumberInput, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';
import { useClientMessages } from './messages.ts';
import type { LineState, MqttLine, Outgoing, PublishProperties } from './mqtt-line.ts';
import { QosSelect } from './subscribe-panel.tsx';

interface PublishPanelProps {
  readonly line: MqttLine;
  readonly state: LineState;
  readonly asDevice: boolean;
  /** What to begin with. */
  readonly first: Outgoing | undefined;
}

/** A message to publish, with what MQTT 5 can say about it. */
export function PublishPanel({ line, state: { state }, asDevice, first }: PublishPanelProps): ReactNode {
  const m = useClientMessages().client;
  const [typed, setTyped] = useState(first?.topic);
  const topic = typed ?? (asDevice ? 'up/properties' : 'devices/pump-1/down/command');
  const [payload, setPayload] = useState(first?.payload ?? '{"temperature":21.5}');
  const [qos, setQos] = useState<0 | 1 | 2>(first?.qos ?? 1);
  const [retain, setRetain] = useState(first?.retain ?? false);
  const [more, setMore] = useState(false);
  const [texts, setTexts] = useState({ contentType: '', responseTopic: '', correlation: '', users: '' });
  const [expiry, setExpiry] = useState<number>();
  const [utf8, setUtf8] = useState(false);
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const publish = async () => {
    setBusy(true);
    try {
      const properties = propertiesOf(texts, expiry, utf8);
      await line.publish({ topic, payload, qos, retain, ...(properties === undefined ? {} : { properties }) });
      setRefused(undefined);
      toast(qos === 0 ? m.published : m.publishedAcknowledged);
    } catch (error) {
      setRefused(m.publishedRefused(error instanceof Error ? error.message : String(error)));
    } finally {
      setBusy(false);
    }
  };
  const text = (key: 'contentType' | 'responseTopic' | 'correlation', label: string) => (
    <TextInput
      label={label}
      autoComplete="off"
      value={texts[key]}
      onChange={(event) => setTexts({ ...texts, [key]: event.currentTarget.value })}
    />
  );
  return (
    <Panel title={m.publish}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void publish();
        }}
      >
        <div className="mqtt-topic-row">
          <TextInput
            label={m.topic}
            classNames={{ input: 'mono' }}
            spellCheck={false}
            autoComplete="off"
            value={topic}
            data-testid="mqtt-topic"
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <QosSelect label={m.qos} value={qos} onChange={setQos} />
        </div>
        <Textarea
          label={m.payload}
          classNames={{ input: 'mono' }}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          value={payload}
          data-testid="mqtt-payload"
          onChange={(event) => setPayload(event.currentTarget.value)}
        />
        <Checkbox label={m.retain} checked={retain} onChange={(event) => setRetain(event.currentTarget.checked)} />
        <Button className="mqtt-more" variant="subtle" size="xs" aria-expanded={more} onClick={() => setMore(!more)}>
          {m.properties}
        </Button>
        <Collapse expanded={more}>
          <div className="form">
            {text('contentType', m.contentType)}
            {text('responseTopic', m.responseTopic)}
            {text('correlation', m.correlation)}
            <NumberInput
              label={m.messageExpiry}
              min={1}
              max={4_294_967_295}
              value={expiry ?? ''}
              onChange={(value) => setExpiry(value === '' ? undefined : Number(value))}
            />
            <Textarea
              label={m.userProperties}
              autosize
              minRows={2}
              value={texts.users}
              onChange={(event) => setTexts({ ...texts, users: event.currentTarget.value })}
            />
            <Checkbox label={m.utf8} checked={utf8} onChange={(event) => setUtf8(event.currentTarget.checked)} />
          </div>
        </Collapse>
        {refused !== undefined && <Notice kind="warning" title={refused} />}
        <Button type="submit" loading={busy} disabled={state !== 'open' || topic === ''} data-testid="mqtt-publish">
          {m.publish}
        </Button>
      </form>
    </Panel>
  );
}

function propertiesOf(
  { contentType, responseTopic, correlation, users }: Readonly<Record<'contentType' | 'responseTopic' | 'correlation' | 'users', string>>,
  messageExpiryInterval: number | undefined,
  utf8: boolean,
): PublishProperties | undefined {
  const pairs = users.split('\n').flatMap((line) => {
    const [name = '', ...value] = line.split('=');
    return name.trim() === '' ? [] : [[name.trim(), value.join('=').trim()] as const];
  });
  const userProperties: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const before = userProperties[name];
    userProperties[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  const properties = {
    ...(contentType === '' ? {} : { contentType }),
    ...(responseTopic === '' ? {} : { responseTopic }),
    // The library asks for its own kind of buffer, and takes any bytes.
    ...(correlation === ''
      ? {}
      : { correlationData: new TextEncoder().encode(correlation) as NonNullable<PublishProperties['correlationData']> }),
    ...(messageExpiryInterval === undefined ? {} : { messageExpiryInterval }),
    ...(pairs.length === 0 ? {} : { userProperties }),
    ...(utf8 ? { payloadFormatIndicator: true } : {}),
  };
  return Object.keys(properties).length === 0 ? undefined : properties;
}
