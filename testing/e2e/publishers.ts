import mqtt from 'mqtt';
import type { Program } from '../program.ts';

/** Credentials of a device as the API hands them out. */
export interface Login {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** Messages that one publisher has on their way at a time. */
const inflightMax = 8;
const reconnectMs = 50;

/** Connections that publish as fast as they are acknowledged, and remember every acknowledged point. */
export interface Publishers {
  /** Times (ms) of the acknowledged points of each device. */
  readonly acknowledged: ReadonlyMap<string, readonly number[]>;
  /** Resolves when `count` more points were acknowledged. */
  more(count: number): Promise<void>;
  /** Stops publishing; resolves when every point on its way was acknowledged. */
  finish(): Promise<void>;
}

/** Makes devices `NAME-1 … NAME-count` of the product `pump`; returns their credentials. */
export async function createDevices(program: Program, name: string, count: number): Promise<readonly Login[]> {
  const { items } = await program.call<{ items: readonly { credentials: Login }[] }>('POST', '/api/v1/devices/batch', {
    name,
    product: 'pump',
    count,
  });
  return items.map(({ credentials }) => credentials);
}

/** One connection per login, to a port that may be dead, or refuse logins, for a while; every point has a time of its own. */
export function startPublishers(port: number, logins: readonly Login[], firstMs: number): Publishers {
  const acknowledged = new Map<string, number[]>();
  let total = 0;
  let stopping = false;
  let waiting: { readonly at: number; readonly resolve: () => void }[] = [];
  const clients = logins.map((login) => {
    const device = login.username.split('/')[1] as string;
    const times: number[] = [];
    acknowledged.set(device, times);
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      ...login,
      reconnectPeriod: reconnectMs,
      reconnectOnConnackError: true,
      clean: true,
      queueQoSZero: false,
    });
    client.on('error', () => {});
    return { client, loops: Array.from({ length: inflightMax }, (_, lane) => publish(client, times, firstMs + lane)) };
  });

  /** A point whose connection died unacknowledged is sent again, with the same time, as a device would. */
  async function publish(client: mqtt.MqttClient, times: number[], first: number): Promise<void> {
    for (let ts = first; !stopping; ts += inflightMax) {
      const payload = JSON.stringify({ ts, values: { temperature: ts % 100, rpm: 1500 } });
      while (!(await acknowledges(client, payload)));
      times.push(ts);
      total++;
      const due = waiting.filter(({ at }) => at <= total);
      if (due.length === 0) continue;
      waiting = waiting.filter(({ at }) => at > total);
      for (const { resolve } of due) resolve();
    }
  }

  return {
    acknowledged,
    more: (count) => new Promise((resolve) => waiting.push({ at: total + count, resolve })),
    async finish() {
      stopping = true;
      await Promise.all(clients.flatMap(({ loops }) => loops));
      await Promise.all(clients.map(({ client }) => client.endAsync()));
    },
  };
}

/** False when the connection ended before the acknowledgement came. */
function acknowledges(client: mqtt.MqttClient, payload: string): Promise<boolean> {
  return client.publishAsync('up/properties', payload, { qos: 1 }).then(
    () => true,
    () => false,
  );
}

interface HistoryPage {
  readonly series: readonly { readonly device: string; readonly points: readonly (readonly [number, ...unknown[]])[] }[];
  readonly next: string | null;
}

/** Times (ms) of all points that the tables hold of a device. */
export async function storedTimes(program: Program, device: string, from: number, to: number): Promise<readonly number[]> {
  const times: number[] = [];
  let cursor: string | null = null;
  do {
    const page: HistoryPage = await program.call<HistoryPage>('POST', '/api/v1/history', {
      devices: [device],
      properties: ['temperature'],
      from,
      to,
      limit: 10_000,
      ...(cursor === null ? {} : { cursor }),
    });
    for (const series of page.series) times.push(...series.points.map(([ts]) => ts));
    cursor = page.next;
  } while (cursor !== null);
  return times;
}
