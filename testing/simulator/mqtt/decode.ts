/** What a broker says to a client that only publishes. */
export type Reply =
  | { readonly kind: 'connack'; readonly code: number }
  | { readonly kind: 'puback'; readonly id: number }
  | { readonly kind: 'pingresp' };

const headBytesMax = 5;

/** Takes bytes as they come and calls back for every whole packet; throws on one that such a client must never get. */
export function createDecoder(reply: (reply: Reply) => void): (bytes: Buffer) => void {
  let carried: Buffer = Buffer.alloc(0);
  return (bytes) => {
    const buffer = carried.length === 0 ? bytes : Buffer.concat([carried, bytes]);
    let at = 0;
    for (;;) {
      const body = bodyOf(buffer, at);
      if (body === undefined || body.end > buffer.length) break;
      reply(decode(buffer, at, body.start, body.end));
      at = body.end;
    }
    // Copied, because the socket reuses nothing but a view would keep its whole chunk alive.
    carried = at === buffer.length ? Buffer.alloc(0) : Buffer.from(buffer.subarray(at));
  };
}

function decode(buffer: Buffer, at: number, start: number, end: number): Reply {
  const type = (buffer[at] ?? 0) >> 4;
  const bytes = end - start;
  if (type === 2 && bytes === 2) return { kind: 'connack', code: buffer[start + 1] ?? 0 };
  if (type === 4 && bytes === 2) return { kind: 'puback', id: buffer.readUInt16BE(start) };
  if (type === 13 && bytes === 0) return { kind: 'pingresp' };
  throw new Error(`the broker sent a packet of type ${type} with ${bytes} bytes, expected CONNACK, PUBACK or PINGRESP`);
}

function bodyOf(buffer: Buffer, at: number): { readonly start: number; readonly end: number } | undefined {
  let length = 0;
  for (let index = 1; index < headBytesMax; index++) {
    const byte = buffer[at + index];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** (index - 1);
    if ((byte & 0x80) === 0) return { start: at + index + 1, end: at + index + 1 + length };
  }
  throw new Error('the broker sent a remaining length of more than four bytes');
}
