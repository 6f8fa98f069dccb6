// Hot: runs once per read of every connection. Packets are read in place; what is to be sent leaves in one write per turn of the loop.
import { connect, type Socket } from 'node:net';
import { connectPacket, disconnectPacket } from '../packets.ts';
import type { LoadSession } from '../plan.ts';

const keepAliveSeconds = 600;
const partialBytesMax = 2_048;

/** What a connection tells of. `at` is where the payload of a publication begins in `bytes`. */
export interface LineEvents {
  readonly readBuffer: Buffer;
  /** When the read began whose packets are told of. */
  now: number;
  acknowledged(line: Line): void;
  delivered(line: Line, bytes: Uint8Array, at: number): void;
  failed(message: string): void;
}

/** One raw MQTT 3.1.1 connection. */
export class Line {
  readonly #events: LineEvents;
  readonly index: number;
  #socket: Socket | undefined;
  #partial: Buffer | undefined;
  #partialBytes = 0;
  #closing = false;
  #acks = Buffer.alloc(4 * 64);
  #ackBytes = 0;
  #answered: ((error?: Error) => void) | undefined;

  constructor(events: LineEvents, index: number) {
    this.#events = events;
    this.index = index;
  }

  /** Resolves when the broker accepted the login. */
  open(host: string, port: number, session: LoadSession): Promise<void> {
    const onread = { buffer: this.#events.readBuffer, callback: (bytes: number, buffer: Uint8Array) => this.#read(bytes, buffer) };
    const socket = connect({ host, port, noDelay: true, onread });
    this.#socket = socket;
    socket.once('connect', () => socket.write(connectPacket(session, keepAliveSeconds)));
    socket.on('error', (error) => this.#fail(error.message));
    socket.once('close', () => this.#fail('the broker closed the connection'));
    return this.#answer();
  }

  /** Resolves when the subscription was granted. */
  subscribe(filter: string, qos: 0 | 1): Promise<void> {
    const name = Buffer.from(filter);
    this.write(Buffer.from([0x82, name.length + 5, 0, 1, name.length >> 8, name.length & 0xff, ...name, qos]));
    return this.#answer();
  }

  write(bytes: Buffer): void {
    this.#socket?.write(bytes);
  }

  /** Two pieces in one write. */
  writeBoth(a: Buffer, b: Buffer): void {
    this.#socket?.cork();
    this.#socket?.write(a);
    this.#socket?.write(b);
    this.#socket?.uncork();
  }

  /** Sends the acknowledgements of what was read since the last time. */
  flush(): void {
    if (this.#ackBytes === 0) return;
    this.write(this.#acks.subarray(0, this.#ackBytes));
    // The socket may still hold the bytes, so the next ones go elsewhere.
    this.#acks = Buffer.allocUnsafe(Math.max(256, this.#ackBytes));
    this.#ackBytes = 0;
  }

  close(): void {
    this.#closing = true;
    this.#socket?.end(disconnectPacket);
  }

  #answer(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#answered = (error) => {
        this.#answered = undefined;
        if (error === undefined) resolve();
        else reject(error);
      };
    });
  }

  #fail(message: string): void {
    if (this.#closing) return;
    this.#closing = true;
    if (this.#answered === undefined) this.#events.failed(message);
    else this.#answered(new Error(message));
  }

  #read(bytes: number, buffer: Uint8Array): boolean {
    this.#events.now = performance.now();
    if (this.#partialBytes === 0) {
      this.#keep(buffer, this.#parse(buffer, bytes), bytes);
      return true;
    }
    const joined = this.#partial as Buffer;
    const held = this.#partialBytes;
    const taken = Math.min(bytes, joined.length - held);
    joined.set(buffer.subarray(0, taken), held);
    const parsed = this.#parse(joined, held + taken);
    this.#partialBytes = 0;
    if (parsed === 0) this.#partialBytes = held + taken;
    else this.#keepFrom(buffer, parsed - held, bytes);
    return true;
  }

  #keepFrom(buffer: Uint8Array, from: number, bytes: number): void {
    const rest = buffer.subarray(from, bytes);
    this.#keep(rest, this.#parse(rest, rest.length), rest.length);
  }

  #keep(buffer: Uint8Array, from: number, to: number): void {
    if (from === to) return;
    if (to - from > partialBytesMax) throw new Error('a packet is larger than the generator takes');
    this.#partial ??= Buffer.allocUnsafe(partialBytesMax);
    this.#partial.set(buffer.subarray(from, to), 0);
    this.#partialBytes = to - from;
  }

  /** Takes all whole packets; returns where the first that is not whole begins. */
  #parse(buffer: Uint8Array, bytes: number): number {
    let at = 0;
    while (at + 2 <= bytes) {
      let body = at + 2;
      let length = buffer[at + 1] as number;
      if (length > 127) {
        if (body === bytes) break;
        length = (length & 0x7f) | ((buffer[body++] as number) << 7);
      }
      const end = body + length;
      if (end > bytes) break;
      this.#packet(buffer[at] as number, buffer, body);
      at = end;
    }
    return at;
  }

  #packet(first: number, buffer: Uint8Array, body: number): void {
    const type = first >> 4;
    if (type === 3) {
      let payload = body + 2 + (((buffer[body] as number) << 8) | (buffer[body + 1] as number));
      if ((first & 0x06) !== 0) {
        this.#acknowledge(buffer[payload] as number, buffer[payload + 1] as number);
        payload += 2;
      }
      this.#events.delivered(this, buffer, payload);
    } else if (type === 4) {
      this.#events.acknowledged(this);
    } else if (type === 2) {
      const code = buffer[body + 1] as number;
      this.#answered?.(code === 0 ? undefined : new Error(`the broker refused the login with code ${code}`));
    } else if (type === 9) {
      this.#answered?.((buffer[body + 2] as number) < 3 ? undefined : new Error('the broker refused the subscription'));
    }
  }

  #acknowledge(high: number, low: number): void {
    if (this.#ackBytes === this.#acks.length) this.#acks = Buffer.concat([this.#acks, Buffer.allocUnsafe(this.#acks.length)]);
    const acks = this.#acks;
    acks[this.#ackBytes++] = 0x40;
    acks[this.#ackBytes++] = 2;
    acks[this.#ackBytes++] = high;
    acks[this.#ackBytes++] = low;
  }
}
