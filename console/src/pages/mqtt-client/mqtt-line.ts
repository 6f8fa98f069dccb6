import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import { matches } from './matches.ts';

/** Messages that are kept; of more, the oldest go. */
export const keptMessagesMax = 1000;
/** How long a connection may take. */
const connectWaitMs = 10_000;

export interface Wish {
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  readonly level: 4 | 5;
  readonly keepAliveSeconds: number;
  readonly clean: boolean;
  readonly expirySeconds: number;
}

export interface Subscription {
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  /** Its place in the palette. */
  readonly colour: number;
}

export type PublishProperties = NonNullable<IPublishPacket['properties']>;

export interface Outgoing {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly properties?: PublishProperties;
}

export interface ShownMessage {
  readonly number: number;
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly topic: string;
  readonly text: string;
  readonly bytes: number;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly properties: PublishProperties | undefined;
  readonly colours: readonly number[];
}

export interface LineState {
  readonly state: 'closed' | 'connecting' | 'open' | 'ended';
  readonly resumed: boolean;
  /** Why it ended or was refused; '' where nobody said. */
  readonly why: string | undefined;
  readonly subscriptions: readonly Subscription[];
  /** Newest first. */
  readonly messages: readonly ShownMessage[];
}

export interface MqttLine {
  readonly read: () => LineState;
  readonly listen: (listener: () => void) => () => void;
  connect(wish: Wish): Promise<void>;
  end(): void;
  /** The reason code of a refused filter. */
  subscribe(filter: string, qos: 0 | 1 | 2, options: { readonly nl: boolean; readonly rap: boolean }): Promise<number | undefined>;
  unsubscribe(filter: string): Promise<void>;
  publish(message: Outgoing): Promise<void>;
  clear(): void;
}

const atRest: LineState = { state: 'closed', resumed: false, why: undefined, subscriptions: [], messages: [] };
const coloursMax = 8;

/** One MQTT connection of this tab, and what came over it. */
export function createMqttLine(url: string): MqttLine {
  const listeners = new Set<() => void>();
  let state = atRest;
  let client: MqttClient | undefined;
  let number = 0;

  return {
    read: () => state,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connect,
    end() {
      client?.end(true);
      client = undefined;
      change({ state: 'closed', subscriptions: [], why: undefined });
    },
    async subscribe(filter, qos, { nl, rap }) {
      const five = client?.options.protocolVersion === 5;
      const granted = (await client?.subscribeAsync(filter, five ? { qos, nl, rap } : { qos })) ?? [];
      const code = granted[0]?.qos ?? 0x80;
      if (code >= 0x80) return code;
      const others = state.subscriptions.filter((each) => each.filter !== filter);
      const taken = new Set(others.map(({ colour }) => colour));
      const free = Array.from({ length: coloursMax }, (_, at) => at).find((at) => !taken.has(at)) ?? others.length % coloursMax;
      change({ subscriptions: [...others, { filter, qos: code as 0 | 1 | 2, colour: free }] });
      return undefined;
    },
    async unsubscribe(filter) {
      await client?.unsubscribeAsync(filter);
      change({ subscriptions: state.subscriptions.filter((each) => each.filter !== filter) });
    },
    async publish({ topic, payload, qos, retain, properties }) {
      const five = client?.options.protocolVersion === 5;
      await client?.publishAsync(topic, payload, { qos, retain, ...(five && properties !== undefined ? { properties } : {}) });
      const bytes = new TextEncoder().encode(payload).length;
      keep({ direction: 'out', topic, text: payload, bytes, qos, retain, properties: five ? properties : undefined, colours: [] });
    },
    clear: () => change({ messages: [] }),
  };

  async function connect(wish: Wish): Promise<void> {
    client?.end(true);
    change({ state: 'connecting', why: undefined, subscriptions: [], resumed: false });
    // Read only when somebody connects: it is larger than the rest of the console.
    const { default: mqtt } = await import('mqtt');
    const options: IClientOptions = {
      ...{ clientId: wish.clientId, username: wish.username, password: wish.password, protocolVersion: wish.level },
      ...{ clean: wish.clean, keepalive: wish.keepAliveSeconds, reconnectPeriod: 0, connectTimeout: connectWaitMs, resubscribe: false },
      ...(wish.level === 5 ? { properties: { sessionExpiryInterval: wish.expirySeconds } } : {}),
    };
    const made = mqtt.connect(url, options);
    client = made;
    const mine = (changed: Partial<LineState>) => {
      if (client === made) change(changed);
    };
    made.on('connect', ({ sessionPresent }) => mine({ state: 'open', resumed: sessionPresent }));
    made.on('error', (error) => mine({ why: reasonOf(error) }));
    made.on('disconnect', ({ reasonCode, properties }) =>
      mine({ why: `${hex(reasonCode ?? 0)} ${properties?.reasonString ?? ''}`.trim() }),
    );
    made.on('close', () => mine({ state: 'ended', why: state.why ?? '', subscriptions: [] }));
    made.on('message', (topic, payload, { qos, retain, properties }) => {
      if (client !== made) return;
      const colours = state.subscriptions.flatMap(({ filter, colour }) => (matches(filter, topic) ? [colour] : []));
      const text = textOf(payload);
      keep({ direction: 'in', topic, text, bytes: payload.length, qos: qos as 0 | 1 | 2, retain, properties, colours });
    });
  }

  function keep(message: Omit<ShownMessage, 'number' | 'at'>): void {
    number++;
    change({ messages: [{ ...message, number, at: Date.now() }, ...state.messages].slice(0, keptMessagesMax) });
  }

  function change(changed: Partial<LineState>): void {
    state = { ...state, ...changed };
    for (const listener of listeners) listener();
  }
}

function reasonOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? `${hex(code)} ${error.message}` : error.message;
}

/** `0x87`. */
export function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}

function textOf(payload: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload);
  } catch {
    return [...payload.subarray(0, 256)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  }
}
