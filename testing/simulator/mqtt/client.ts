import { connect, type Socket } from 'node:net';
import { createDecoder, type Reply } from './decode.ts';
import { type ConnectOptions, disconnect, encodeConnect, encodePublish, pingRequest } from './encode.ts';

/** Most unacknowledged messages of one client; publishing beyond it is refused, the caller keeps or drops the message. */
const simulatorInflightMax = 64;
/** A session that could not be made is tried again after at least this time, doubling up to the second, with jitter. */
const reconnectDelayMs = 1_000;
const reconnectDelayMsMax = 30_000;
const keepAliveSeconds = 60;
/** A client that heard or said nothing for this time asks whether the broker is there, and gives it `answerTimeoutMs`. */
const pingAfterMs = 30_000;
const answerTimeoutMs = 15_000;
const packetIdMax = 65_535;

export interface SimulatedClientOptions extends Omit<ConnectOptions, 'keepAliveSeconds'> {
  readonly host: string;
  readonly port: number;
  /** 0…1, for jitter. */
  readonly random: () => number;
  readonly observer: ClientObserver;
}

/** Told what happens; one object for all clients of a fleet. */
export interface ClientObserver {
  /** `wanted` is false when the client itself ended the session. */
  disconnected(reason: string, wanted: boolean): void;
  acknowledged(messages: number): void;
}

type State = 'idle' | 'connecting' | 'online' | 'waiting' | 'closed';

/**
 * An MQTT 3.1.1 publisher for simulated devices: QoS 1 only, reconnects with backoff, sends what was not acknowledged again.
 * It has no timer: its owner calls `tick` about once a second.
 */
export class SimulatedClient {
  readonly #options: SimulatedClientOptions;
  readonly #unacknowledged = new Map<number, { readonly topic: string; readonly payload: string }>();
  #state: State = 'idle';
  #socket: Socket | undefined;
  #nextId = 1;
  #failures = 0;
  #retryAtMs = 0;
  #heardAtMs = 0;
  #spokeAtMs = 0;
  #pingedAtMs = 0;

  constructor(options: SimulatedClientOptions) {
    this.#options = options;
  }

  get online(): boolean {
    return this.#state === 'online';
  }

  get unacknowledged(): number {
    return this.#unacknowledged.size;
  }

  /** True when a connection should be begun now. */
  wantsConnection(nowMs: number): boolean {
    return this.#state === 'idle' || (this.#state === 'waiting' && nowMs >= this.#retryAtMs);
  }

  /** Begins a connection; how it went is told to the observer. */
  connect(nowMs: number): void {
    const { host, port } = this.#options;
    this.#state = 'connecting';
    this.#heardAtMs = nowMs;
    this.#spokeAtMs = nowMs;
    const socket = connect({ host, port, noDelay: true });
    this.#socket = socket;
    const feed = createDecoder((reply) => this.#hear(reply));
    socket.on('connect', () => socket.write(encodeConnect({ ...this.#options, keepAliveSeconds })));
    socket.on('data', (bytes) => {
      this.#heardAtMs = Date.now();
      try {
        feed(bytes);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(String(error)));
      }
    });
    let reason = 'the broker closed the connection';
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => this.#ended(socket, reason));
  }

  /** Sends with QoS 1; false when there is no session or the in-flight bound is reached. */
  publish(topic: string, payload: string): boolean {
    if (this.#state !== 'online' || this.#socket === undefined) return false;
    if (this.#unacknowledged.size >= simulatorInflightMax) return false;
    const id = this.#freeId();
    this.#unacknowledged.set(id, { topic, payload });
    this.#socket.write(encodePublish(topic, payload, id, false));
    this.#spokeAtMs = Date.now();
    return true;
  }

  /** Keeps the session alive and ends one that no longer answers. */
  tick(nowMs: number): void {
    if (this.#state !== 'online' && this.#state !== 'connecting') return;
    const silentMs = nowMs - this.#heardAtMs;
    const silentMsMax = answerTimeoutMs + (this.#state === 'online' ? pingAfterMs : 0);
    if (silentMs > silentMsMax) {
      this.#socket?.destroy(new Error(`no answer for ${silentMsMax} ms`));
    } else if (
      this.#state === 'online' &&
      Math.max(silentMs, nowMs - this.#spokeAtMs) > pingAfterMs &&
      nowMs - this.#pingedAtMs > pingAfterMs
    ) {
      this.#pingedAtMs = nowMs;
      this.#spokeAtMs = nowMs;
      this.#socket?.write(pingRequest);
    }
  }

  /** Says DISCONNECT and resolves when the socket is closed; nothing is sent again afterwards. */
  close(): Promise<void> {
    const socket = this.#socket;
    this.#state = 'closed';
    if (socket === undefined || socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      socket.once('close', () => resolve());
      if (socket.connecting) socket.destroy();
      else socket.end(disconnect);
      // Whatever the broker still says is not waited for.
      socket.setTimeout(answerTimeoutMs, () => socket.destroy());
    });
  }

  #hear(reply: Reply): void {
    if (reply.kind === 'puback') {
      if (this.#unacknowledged.delete(reply.id)) this.#options.observer.acknowledged(1);
    } else if (reply.kind === 'connack') {
      if (reply.code === 0) this.#welcome();
      else this.#socket?.destroy(new Error(refusals[reply.code] ?? `the broker refused the login with code ${reply.code}`));
    }
  }

  #welcome(): void {
    this.#state = 'online';
    this.#failures = 0;
    for (const [id, { topic, payload }] of this.#unacknowledged) this.#socket?.write(encodePublish(topic, payload, id, true));
  }

  #ended(socket: Socket, reason: string): void {
    if (socket !== this.#socket) return;
    const wanted = this.#state === 'closed';
    this.#socket = undefined;
    if (!wanted) {
      const delayMs = Math.min(reconnectDelayMs * 2 ** this.#failures, reconnectDelayMsMax);
      this.#failures++;
      this.#state = 'waiting';
      this.#retryAtMs = Date.now() + delayMs * (0.5 + this.#options.random());
    }
    this.#options.observer.disconnected(reason, wanted);
  }

  #freeId(): number {
    while (this.#unacknowledged.has(this.#nextId)) this.#nextId = (this.#nextId % packetIdMax) + 1;
    const id = this.#nextId;
    this.#nextId = (id % packetIdMax) + 1;
    return id;
  }
}

/** CONNACK return codes of MQTT 3.1.1. [MQTT-3.2.2.3] */
const refusals: Readonly<Record<number, string>> = {
  1: 'the broker does not speak MQTT 3.1.1',
  2: 'the broker refused the client id',
  3: 'the broker is not available',
  4: 'the broker refused the user name or password',
  5: 'the broker does not authorise this client',
};
