import { packetProperties } from './packet-properties.ts';

/** A stretch of a packet and what it says. */
export interface PacketField {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly value: string | number | true;
  readonly secret?: boolean;
}

/** Walks a packet's bytes and notes what it finds; throws `RangeError` where they end too early. Nothing is believed of the peer. */
export class PacketReader {
  readonly bytes: Buffer;
  readonly fields: PacketField[] = [];
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.bytes.readUInt8(this.#take(1));
  }

  u16(): number {
    return this.bytes.readUInt16BE(this.#take(2));
  }

  u32(): number {
    return this.bytes.readUInt32BE(this.#take(4));
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.u8();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a variable byte integer of more than four bytes');
  }

  /** Steps over bytes with a length before them; what it gives begins after the length. */
  sized(): { readonly start: number; readonly end: number } {
    const length = this.u16();
    const start = this.#take(length);
    return { start, end: start + length };
  }

  text(): string {
    const { start, end } = this.sized();
    return this.bytes.toString('utf8', start, end);
  }

  note(name: string, value: PacketField['value'], from: number, secret = false): void {
    this.fields.push({ name, value, start: from, end: this.at, secret });
  }

  noteText(name: string, secret: (value: string) => boolean = () => false): void {
    const { start, end } = this.sized();
    const value = this.bytes.toString('utf8', start, end);
    this.fields.push({ name, value, start, end, secret: secret(value) });
  }

  noteBinary(name: string, secret: boolean): void {
    const { start, end } = this.sized();
    this.fields.push({ name, value: `${end - start} bytes`, start, end, secret });
  }

  /** A property section of MQTT 5; `prefix` tells those of a will apart. */
  properties(prefix = ''): void {
    const length = this.varint();
    const end = this.at + length;
    if (length > this.left) throw new RangeError('properties longer than their packet');
    while (this.at < end) this.#property(prefix);
  }

  #property(prefix: string): void {
    const from = this.at;
    const id = this.varint();
    const known = packetProperties[id];
    if (known === undefined) throw new RangeError(`property ${id} is not known`);
    const [name, form] = known;
    if (form === 'text') this.noteText(prefix + name);
    else if (form === 'binary') this.noteBinary(prefix + name, name === 'auth-data');
    else if (form === 'pair') this.note(prefix + name, `${this.text()}:${this.text()}`, from);
    else this.note(prefix + name, form === 'byte' ? this.u8() : form === 'varint' ? this.varint() : this[form](), from);
  }

  #take(bytes: number): number {
    if (bytes > this.left) throw new RangeError('the packet ends too early');
    const from = this.at;
    this.at += bytes;
    return from;
  }
}
