/** Bytes that are not what X.509 says. */
export class DerError extends Error {}

/** One element: its content is `bytes[start, end)`, its header begins at `from`. */
export interface Der {
  readonly bytes: Buffer;
  readonly tag: number;
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

/** Reads the element that begins at `at` (X.690 §8.1, definite lengths only). */
export function readDer(bytes: Buffer, at = 0, limit = bytes.length): Der {
  if (at + 2 > limit) throw new DerError('an element is cut off');
  const tag = bytes[at] as number;
  if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of several bytes');
  const first = bytes[at + 1] as number;
  if (first < 0x80) return checked({ bytes, tag, from: at, start: at + 2, end: at + 2 + first }, limit);
  const count = first & 0x7f;
  if (count === 0 || count > 3 || at + 2 + count > limit) throw new DerError('a length that is none');
  const start = at + 2 + count;
  return checked({ bytes, tag, from: at, start, end: start + bytes.readUIntBE(at + 2, count) }, limit);
}

/** The elements inside one. */
export function inside({ bytes, start, end }: Der): readonly Der[] {
  const found: Der[] = [];
  for (let at = start; at < end; ) {
    const each = readDer(bytes, at, end);
    found.push(each);
    at = each.end;
  }
  return found;
}

/** The content alone. */
export function content({ bytes, start, end }: Der): Buffer {
  return bytes.subarray(start, end);
}

/** The element with its header. */
export function whole({ bytes, from, end }: Der): Buffer {
  return bytes.subarray(from, end);
}

/** An object identifier in dots; those of more than 64 bits in one number have no use here. */
export function oid(element: Der): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content(element)) {
    value = value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER / 128) throw new DerError('an object identifier that is too long');
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [head = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(head / 40));
  return [root, head - root * 40, ...rest].join('.');
}

/** A string of any of the kinds that names are made of; undefined for other elements. */
export function text(element: Der): string | undefined {
  const bytes = content(element);
  switch (element.tag) {
    case 0x0c:
      return bytes.toString('utf8');
    case 0x12:
    case 0x13:
    case 0x16:
      return bytes.toString('latin1');
    case 0x14:
      return bytes.toString('latin1');
    case 0x1e:
      return bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString('utf16le') : undefined;
    default:
      return undefined;
  }
}

function checked(element: Der, limit: number): Der {
  if (element.end > limit) throw new DerError('an element is longer than what holds it');
  return element;
}
