import type { Device } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { type DeviceStream, useStreamValues } from './device-stream.ts';

/** When the device was last heard: what the registry knows, or what it just said. */
export function LastSeen({ device, stream }: { device: Device; stream: DeviceStream }): ReactNode {
  const m = useMessages().common;
  const said = Object.values(useStreamValues(stream)).map((value) => value.ts);
  const at = Math.max(device.lastSeenAt === null ? 0 : Date.parse(device.lastSeenAt), ...said);
  return (
    <span>
      {m.lastSeen} {at === 0 ? m.never : <Fresh at={at} />}
    </span>
  );
}
