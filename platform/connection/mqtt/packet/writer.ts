/** Puts together the body of a packet that is sent seldom; frequent ones are sized first and written in place. */
export class PacketWriter {
  readonly #parts: Buffer[] = [];

  u8(value: number): this {
    this.#parts.push(Buffer.from([value]));
    return this;
  }

  u16(value: number): this {
    this.#parts.push(Buffer.from([value >>> 8, value & 0xff]));
    return this;
  }

  u32(value: number): this {
    const part = Buffer.allocUnsafe(4);
    part.writeUInt32BE(value);
    this.#parts.push(part);
    return this;
  }

  text(value: string): this {
    return this.binary(Buffer.from(value));
  }

  binary(value: Buffer): this {
    this.u16(value.length);
    this.#parts.push(value);
    return this;
  }

  bytes(value: Buffer): this {
    this.#parts.push(value);
    return this;
  }

  /** Appends `inner` with its length in front. */
  sized(inner: PacketWriter): this {
    const body = inner.body();
    this.#parts.push(encodeLength(body.length), body);
    return this;
  }

  body(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** The whole packet. */
  packet(first: number): Buffer {
    const body = this.body();
    return Buffer.concat([Buffer.from([first]), encodeLength(body.length), body]);
  }
}

/** How many bytes a variable byte integer takes. */
export function lengthBytes(length: number): number {
  return length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
}

/** Writes a variable byte integer (§2.2.3); returns the place behind it. */
export function writeLength(into: Buffer, at: number, length: number): number {
  let next = at;
  let rest = length;
  while (rest > 127) {
    into[next++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  into[next++] = rest;
  return next;
}

function encodeLength(length: number): Buffer {
  const out = Buffer.allocUnsafe(lengthBytes(length));
  writeLength(out, 0, length);
  return out;
}
