import { Loader } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheckFilled } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useLive } from '../api/live.ts';
import { useNow } from '../app/clock.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { ButtonLink } from '../ui/link.tsx';
import { useReasonText } from '../ui/refusal-text.ts';
import './connect.css';

interface Received {
  readonly values: Readonly<Record<string, unknown>>;
  readonly at: number;
}

/** Waits for a device's first message and turns green with it; a refused one is told too, or the wait would never end. */
export function FirstMessage({ device }: { device: string }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const now = useNow();
  const reasonText = useReasonText();
  const [received, setReceived] = useState<Received>();
  const [refused, setRefused] = useState<string>();

  useLive({ devices: [device], messages: true }, (frame) => {
    const message = frame.messages?.[device]?.at(-1);
    const known = frame.snapshot?.[device]?.values ?? frame.values?.[device];
    if (message) setReceived({ values: { ...message.values, ...message.extra }, at: Date.now() });
    else if (known && Object.keys(known).length > 0) {
      setReceived(
        (before) => before ?? { values: Object.fromEntries(Object.entries(known).map(([id, { value }]) => [id, value])), at: Date.now() },
      );
    }
    const refusal = frame.refused?.[device]?.at(-1);
    if (refusal) setRefused([reasonText(refusal.reason), refusal.field, refusal.expected].filter(Boolean).join(' · '));
  });

  return (
    <div className="first-message" data-testid="first-message" data-state={received ? 'received' : 'waiting'} role="status">
      {received ? <IconCircleCheckFilled size={22} aria-hidden /> : <Loader size={20} aria-hidden />}
      <div className="first-message-text">
        <strong>{received ? m.addDevice.received : m.addDevice.waiting}</strong>
        {received ? (
          <>
            <span className="dim num"> {m.addDevice.receivedDetail(format.ago(received.at, now))}</span>
            <pre className="mono">{JSON.stringify(received.values, undefined, 2)}</pre>
          </>
        ) : (
          <span className="dim"> {m.addDevice.waitingDetail}</span>
        )}
        {!received && refused && (
          <p className="first-message-refused">
            <IconAlertTriangle size={16} aria-hidden /> {m.addDevice.refused}. {m.addDevice.refusedDetail(refused)}
          </p>
        )}
      </div>
      <ButtonLink to="/devices/$device" params={{ device }} variant={received ? 'filled' : 'default'}>
        {m.addDevice.open}
      </ButtonLink>
    </div>
  );
}
