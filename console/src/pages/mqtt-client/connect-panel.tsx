import { Button, Checkbox, Collapse, NativeSelect, NumberInput, PasswordInput, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { DevicePicker } from '../../access/device-picker.tsx';
import { useSession } from '../../api/session.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { useClientMessages } from './messages.ts';
import type { LineState, MqttLine } from './mqtt-line.ts';

interface ConnectPanelProps {
  readonly line: MqttLine;
  readonly state: LineState;
  readonly asDevice: boolean;
  readonly onAsDevice: (asDevice: boolean) => void;
}

/** Whom to connect as, and how. The secret is nowhere but in this field. */
export function ConnectPanel({ line, state: { state, why, resumed }, asDevice, onAsDevice }: ConnectPanelProps): ReactNode {
  const m = useClientMessages().client;
  const { tenant } = useSession();
  const [device, setDevice] = useState<string>();
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [clientId, setClientId] = useState(() => `console-${crypto.randomUUID().slice(0, 8)}`);
  const [level, setLevel] = useState<4 | 5>(5);
  const [keepAliveSeconds, setKeepAlive] = useState(60);
  const [clean, setClean] = useState(true);
  const [expirySeconds, setExpiry] = useState(0);
  const [more, setMore] = useState(false);
  const closed = state === 'closed' || state === 'ended';
  const username = asDevice ? `${tenant}/${device ?? ''}` : account.trim() === '' ? tenant : `${tenant}/${account.trim()}`;
  const ready = password !== '' && (!asDevice || device !== undefined);
  return (
    <Panel
      title={m.connection}
      actions={
        <span className="mqtt-state" data-state={state} role="status">
          {m.states[state]}
        </span>
      }
    >
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (closed) void line.connect({ username, password, clientId, level, keepAliveSeconds, clean, expirySeconds });
          else line.end();
        }}
      >
        {closed && (
          <>
            <SegmentedControl
              fullWidth
              aria-label={m.as}
              data={[
                { value: 'device', label: m.asDevice },
                { value: 'application', label: m.asApplication },
              ]}
              value={asDevice ? 'device' : 'application'}
              onChange={(value) => {
                onAsDevice(value === 'device');
                setPassword('');
              }}
            />
            {asDevice ? (
              <DevicePicker label={m.device} value={device} onChange={setDevice} />
            ) : (
              <TextInput
                label={m.account}
                value={account}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setAccount(event.currentTarget.value)}
              />
            )}
            <PasswordInput
              label={asDevice ? m.secret : m.key}
              description={asDevice ? m.secretHint : m.keyHint}
              value={password}
              autoComplete="off"
              data-testid="mqtt-secret"
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <Button className="mqtt-more" variant="subtle" size="xs" aria-expanded={more} onClick={() => setMore(!more)}>
              {m.more}
            </Button>
            <Collapse expanded={more}>
              <div className="form">
                <TextInput
                  label={m.clientId}
                  classNames={{ input: 'mono' }}
                  maxLength={256}
                  value={clientId}
                  onChange={(event) => setClientId(event.currentTarget.value)}
                />
                <NativeSelect
                  label={m.protocol}
                  data={[
                    { value: '5', label: 'MQTT 5' },
                    { value: '4', label: 'MQTT 3.1.1' },
                  ]}
                  value={String(level)}
                  onChange={(event) => setLevel(event.currentTarget.value === '5' ? 5 : 4)}
                />
                <NumberInput
                  label={m.keepAlive}
                  min={0}
                  max={65535}
                  value={keepAliveSeconds}
                  onChange={(value) => setKeepAlive(Number(value) || 0)}
                />
                <Checkbox label={m.clean} checked={clean} onChange={(event) => setClean(event.currentTarget.checked)} />
                {level === 5 && (
                  <NumberInput
                    label={m.expiry}
                    min={0}
                    max={4_294_967_295}
                    value={expirySeconds}
                    onChange={(value) => setExpiry(Number(value) || 0)}
                  />
                )}
              </div>
            </Collapse>
          </>
        )}
        {!closed && (
          <p className="card-text">
            <span className="mono">{username}</span> <span className="dim mono">{clientId}</span>
          </p>
        )}
        {state === 'open' && resumed && <p className="dim card-text">{m.resumed}</p>}
        {state === 'ended' && (
          <Notice kind="warning" title={why || m.lost}>
            {asDevice && <p className="notice-text">{m.lastRefusal}</p>}
          </Notice>
        )}
        <Button
          type="submit"
          variant={closed ? 'filled' : 'default'}
          disabled={closed && !ready}
          loading={state === 'connecting'}
          leftSection={closed ? <IconPlugConnected size={16} aria-hidden /> : <IconPlugConnectedX size={16} aria-hidden />}
          data-testid="mqtt-connect"
        >
          {closed ? m.connect : m.disconnect}
        </Button>
      </form>
    </Panel>
  );
}
