import type { LiveMessage, LiveValue, Value } from '@thalamus/sdk';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { subscribeLive } from '../../api/live.ts';

type Values = Readonly<Record<string, LiveValue>>;

interface Heard {
  readonly value: { property: string; ts: number; value: Value };
  readonly messages: readonly LiveMessage[];
  readonly refused: number;
}

/** What one device says now: its newest values, and every change to whoever listens. One subscription for the whole page. */
export interface DeviceStream {
  readonly values: () => Values;
  readonly subscribe: (listener: () => void) => () => void;
  readonly on: <K extends keyof Heard>(kind: K, listener: (heard: Heard[K]) => void) => () => void;
  readonly start: () => () => void;
}

function createDeviceStream(device: string): DeviceStream {
  let values: Values = {};
  const valuesListeners = new Set<() => void>();
  const listeners: { [K in keyof Heard]: Set<(heard: Heard[K]) => void> } = { value: new Set(), messages: new Set(), refused: new Set() };

  function take(changed: Values): void {
    values = { ...values, ...changed };
    for (const [property, { ts, value }] of Object.entries(changed)) for (const each of listeners.value) each({ property, ts, value });
    for (const each of valuesListeners) each();
  }

  return {
    values: () => values,
    subscribe: (listener) => {
      valuesListeners.add(listener);
      return () => valuesListeners.delete(listener);
    },
    on: (kind, listener) => {
      listeners[kind].add(listener);
      return () => listeners[kind].delete(listener);
    },
    start: () =>
      subscribeLive({ devices: [device], messages: true }, (frame) => {
        const snapshot = frame.snapshot?.[device]?.values;
        if (snapshot) take(snapshot);
        const changed = frame.values?.[device];
        if (changed) take(changed);
        const messages = frame.messages?.[device];
        if (messages) for (const each of listeners.messages) each(messages);
        const refused = frame.refused?.[device];
        if (refused) for (const each of listeners.refused) each(refused.length);
      }),
  };
}

/** Silent until `listening`: only who may read the device's data is told of it. */
export function useDeviceStream(device: string, listening: boolean): DeviceStream {
  const stream = useMemo(() => createDeviceStream(device), [device]);
  useEffect(() => (listening ? stream.start() : undefined), [stream, listening]);
  return stream;
}

export function useStreamValues(stream: DeviceStream): Values {
  return useSyncExternalStore(stream.subscribe, stream.values);
}
