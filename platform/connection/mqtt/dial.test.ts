import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import type { TestContext } from 'node:test';
import mqttPacket, {
  type IConnackPacket,
  type IConnectPacket,
  type IDisconnectPacket,
  type IPubackPacket,
  type IPublishPacket,
  type ISubackPacket,
  type ISubscription,
  type Packet,
} from 'mqtt-packet';
import type { startGateway } from './fixture.test.ts';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

interface PacketOf {
  readonly connack: IConnackPacket;
  readonly publish: IPublishPacket;
  readonly puback: IPubackPacket;
  readonly pubrec: IPubackPacket;
  readonly pubrel: IPubackPacket;
  readonly pubcomp: IPubackPacket;
  readonly suback: ISubackPacket;
  readonly unsuback: Packet;
  readonly pingresp: Packet;
  readonly disconnect: IDisconnectPacket;
}

/** Any packet; identifiers may come from one that was received. */
type Sent = { readonly cmd: Packet['cmd'] } & Readonly<Record<string, unknown>>;

/** A client that does only what the test says: nothing is acknowledged by itself. */
export async function dial(t: TestContext, gateway: Gateway, given: Partial<IConnectPacket> = {}) {
  const { protocolVersion = 5 } = given;
  const socket = connectTcp(gateway.listener.port, '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  const packets: Packet[] = [];
  const parser = mqttPacket.parser({ protocolVersion });
  let bytes = 0;
  let closed = false;
  let wake = () => {};
  parser.on('packet', (packet) => {
    packets.push(packet);
    wake();
  });
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    parser.parse(chunk);
  });
  socket.on('close', () => {
    closed = true;
    wake();
  });
  let lastId = 0;

  const send = (packet: Sent) => socket.write(mqttPacket.generate(packet as unknown as Packet, { protocolVersion }));

  /** The next packet of that kind that was not asked for yet. */
  async function next<K extends keyof PacketOf>(cmd: K): Promise<PacketOf[K]> {
    for (;;) {
      const at = packets.findIndex((packet) => packet.cmd === cmd);
      if (at !== -1) return packets.splice(at, 1)[0] as unknown as PacketOf[K];
      if (closed) throw new Error(`closed, waiting for ${cmd}; there was ${packets.map((packet) => packet.cmd).join()}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  /** Topics and payloads of the next publications. */
  async function hear(count: number): Promise<string[]> {
    const heard: string[] = [];
    while (heard.length < count) {
      const { topic, payload } = await next('publish');
      heard.push(`${topic} ${payload}`);
    }
    return heard;
  }

  /** Publications that came, are not asked for yet, and were sent before the answer to a ping. */
  async function heardNothing(): Promise<boolean> {
    send({ cmd: 'pingreq' });
    await next('pingresp');
    return !packets.some((packet) => packet.cmd === 'publish');
  }

  async function subscribe(filter: string, options: Partial<ISubscription> = {}, subscriptionIdentifier?: number) {
    const properties = subscriptionIdentifier === undefined ? {} : { properties: { subscriptionIdentifier } };
    send({ cmd: 'subscribe', messageId: ++lastId, subscriptions: [{ topic: filter, qos: 1, ...options }], ...properties });
    return await next('suback');
  }

  async function unsubscribe(filter: string) {
    send({ cmd: 'unsubscribe', messageId: ++lastId, unsubscriptions: [filter] });
    await next('unsuback');
  }

  /** Publishes with all the packets that the QoS needs; gives the first answer. */
  async function publish(topic: string, payload: string, options: Partial<IPublishPacket> = {}): Promise<number | undefined> {
    const { qos = 0 } = options;
    const messageId = ++lastId;
    send({ cmd: 'publish', topic, payload, dup: false, retain: false, ...options, qos, messageId });
    if (qos === 0) return undefined;
    if (qos === 1) return (await next('puback')).reasonCode;
    const { reasonCode } = await next('pubrec');
    if ((reasonCode ?? 0) >= 0x80) return reasonCode;
    send({ cmd: 'pubrel', messageId });
    await next('pubcomp');
    return reasonCode;
  }

  /** Waits for the end of the connection; gives the code of DISCONNECT, if there was one. */
  async function ended(): Promise<number | undefined> {
    while (!closed) await new Promise<void>((resolve) => (wake = resolve));
    const farewell = packets.find((packet) => packet.cmd === 'disconnect') as IDisconnectPacket | undefined;
    return farewell?.reasonCode;
  }

  /** Says goodbye, or just closes its side, and waits until the other side did too. */
  async function leave(code?: number, properties?: IDisconnectPacket['properties']): Promise<void> {
    if (code === undefined) socket.end();
    else send({ cmd: 'disconnect', reasonCode: code, ...(properties === undefined ? {} : { properties }) });
    await ended();
  }

  send({
    cmd: 'connect',
    protocolId: protocolVersion === 3 ? 'MQIsdp' : 'MQTT',
    clean: true,
    clientId: `c${Math.random().toString(36).slice(2)}`,
    keepalive: 1000,
    ...given,
    protocolVersion,
  });
  const connack = await next('connack');
  const bytesIn = () => bytes;
  return { socket, connack, packets, send, next, hear, heardNothing, subscribe, unsubscribe, publish, ended, leave, bytesIn };
}

/** Lets the clock of a gateway run to `later` and waits until its sweep has seen that: the will of a client that left is due then. */
export async function sweepAt(t: TestContext, gateway: Gateway, later: () => void): Promise<void> {
  const watcher = await dial(t, gateway, { keepalive: 60_000 });
  await watcher.subscribe('swept', { qos: 0 });
  const properties = { willDelayInterval: 1 };
  const will = { topic: 'swept', payload: Buffer.from('x'), qos: 0, retain: false, properties } as const;
  await (await dial(t, gateway, { ...kept('swept'), will })).leave(4);
  later();
  await watcher.hear(1);
  await watcher.leave(0);
}

/** Options of a session that stays. */
export function kept(clientId: string, sessionExpiryInterval = 600): Partial<IConnectPacket> {
  return { clientId, clean: false, properties: { sessionExpiryInterval } };
}

export const wide = { anonymousTenant: 'default' };
