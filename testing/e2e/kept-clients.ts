import mqtt from 'mqtt';

const reconnectMs = 50;
/** Messages that one publisher has on their way at a time. */
const inflightMax = 10;

/** A client whose memory outlives its connections, as that of a device with flash does. */
export interface KeptClient {
  readonly client: mqtt.MqttClient;
  /** Payloads by topic, in the order in which they came. */
  readonly got: ReadonlyMap<string, readonly string[]>;
  /** Whether the platform knew the session, at each connection. */
  readonly present: readonly boolean[];
  /** Resolves when `check` holds, asked at every message. */
  until(check: () => boolean): Promise<void>;
}

/** Connects, again and again, to a port that may be dead for a while; resolves at the first connection. */
export async function keepClient(port: number, clientId: string, options: mqtt.IClientOptions = {}): Promise<KeptClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    clientId,
    clean: false,
    protocolVersion: 5,
    properties: { sessionExpiryInterval: 3600 },
    reconnectPeriod: reconnectMs,
    reconnectOnConnackError: true,
    resubscribe: false,
    incomingStore: new mqtt.Store({ clean: false }),
    outgoingStore: new mqtt.Store({ clean: false }),
    ...options,
  });
  const got = new Map<string, string[]>();
  const present: boolean[] = [];
  const waiting = new Set<() => void>();
  client.on('error', () => {});
  client.on('connect', ({ sessionPresent }) => present.push(sessionPresent));
  client.on('message', (topic, payload) => {
    const list = got.get(topic) ?? [];
    list.push(payload.toString());
    got.set(topic, list);
    for (const look of waiting) look();
  });
  await new Promise((resolve) => client.once('connect', resolve));
  const until = (check: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!check()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { client, got, present, until };
}

/** Counts up on one topic until told to stop. */
export interface Counting {
  /** How many were acknowledged. */
  readonly acknowledged: number;
  /** Resolves with the number of messages when all are acknowledged. */
  stop(): Promise<number>;
}

/** Publishes 0, 1, 2 … on a topic, a few at a time and in order; what is not acknowledged is its client's to send again. */
export function countUp({ client }: KeptClient, topic: string, qos: 1 | 2, onAcknowledged: () => void): Counting {
  let next = 0;
  let acknowledged = 0;
  let stopped = false;
  let finished = () => {};
  const publish = (): void => {
    if (stopped) {
      if (acknowledged === next) finished();
      return;
    }
    client.publish(topic, String(next++), { qos }, () => {
      acknowledged++;
      onAcknowledged();
      publish();
    });
  };
  for (let i = 0; i < inflightMax; i++) publish();
  return {
    get acknowledged() {
      return acknowledged;
    },
    stop: () =>
      new Promise((resolve) => {
        stopped = true;
        finished = () => resolve(next);
        if (acknowledged === next) finished();
      }),
  };
}
