import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ProxyHeader, ProxyHeaderError, proxyHeaderBytesMax, readProxyHeader } from './header.ts';

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');

/** A header of version 2 as the specification lays it out. */
function binary(command: number, family: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  signature.copy(head);
  head[12] = command;
  head[13] = family;
  head.writeUInt16BE(body.length, 14);
  return Buffer.concat([head, body]);
}

function value(type: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([type, bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

const ports = (source: number, destination: number) => Buffer.from(new Uint16Array([source, destination]).buffer).swap16();
const port = fc.integer({ min: 0, max: 0xffff });
const trailer = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));

/** A header, and what it says. */
const header = fc.oneof(
  fc.tuple(fc.ipV4(), fc.ipV4(), port, port).map(([source, destination, from, to]) => ({
    bytes: Buffer.from(`PROXY TCP4 ${source} ${destination} ${from} ${to}\r\n`),
    source: { address: source, port: from } as { address: string; port: number } | undefined,
  })),
  fc.tuple(fc.ipV6(), fc.ipV6(), port, port).map(([source, destination, from, to]) => ({
    bytes: Buffer.from(`PROXY TCP6 ${source} ${destination} ${from} ${to}\r\n`),
    source: { address: plain(source), port: from },
  })),
  fc
    .constantFrom('PROXY UNKNOWN\r\n', 'PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n')
    .map((line) => ({ bytes: Buffer.from(line), source: undefined })),
  fc
    .tuple(fc.ipV4(), fc.ipV4(), port, port, fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }))
    .map(([source, destination, from, to, values]) => ({
      bytes: binary(
        0x21,
        0x11,
        Buffer.concat([bytesOf(source), bytesOf(destination), ports(from, to), ...values.map((text) => value(0x02, text))]),
      ),
      source: { address: source, port: from },
    })),
  fc.uint8Array({ maxLength: 30 }).map((body) => ({ bytes: binary(0x20, 0x11, Buffer.from(body)), source: undefined })),
  fc.uint8Array({ maxLength: 30 }).map((body) => ({ bytes: binary(0x21, 0x00, Buffer.from(body)), source: undefined })),
);

function bytesOf(ipv4: string): Buffer {
  return Buffer.from(ipv4.split('.').map(Number));
}

function plain(address: string): string {
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/.test(address) ? address.slice(7) : address;
}

test('a header of either version is read, wherever it is cut, and what follows it is left alone', () => {
  fc.assert(
    fc.property(header, trailer, ({ bytes, source }, after) => {
      for (let cut = 0; cut < bytes.length; cut++) assert.equal(readProxyHeader(bytes.subarray(0, cut)), undefined);
      assert.deepEqual(readProxyHeader(Buffer.concat([bytes, after])), { length: bytes.length, source });
    }),
  );
});

test('addresses of IPv6 in version 2 are written in their short form, mapped ones as IPv4', () => {
  const read = (hex: string) =>
    readProxyHeader(binary(0x21, 0x21, Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(16), ports(9, 1)])));
  assert.deepEqual(read('20010db8000000000000000000000001')?.source, { address: '2001:db8::1', port: 9 });
  assert.deepEqual(read('00000000000000000000ffff0a000001')?.source, { address: '10.0.0.1', port: 9 });
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const address = read(Buffer.from(bytes).toString('hex'))?.source?.address ?? '';
      assert.ok(isIPv6(address) || address.includes('.'), address);
    }),
  );
});

test('any other bytes end in an error or wait for more, within the bound', () => {
  const outcome = (bytes: Buffer): ProxyHeader | 'error' => {
    try {
      return readProxyHeader(bytes);
    } catch (error) {
      assert.ok(error instanceof ProxyHeaderError, String(error));
      return 'error';
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void outcome(Buffer.from(bytes))));
  const spoiled = fc.tuple(header, fc.nat(), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(spoiled, ([{ bytes }, at, byte]) => {
      const changed = Buffer.from(bytes);
      changed[at % changed.length] = byte;
      const read = outcome(Buffer.concat([changed, Buffer.alloc(proxyHeaderBytesMax)]));
      assert.ok(read === 'error' || (read !== undefined && read.length <= proxyHeaderBytesMax));
    }),
  );
});

test('a first byte that begins no header is refused at once, not waited for', () => {
  for (const bytes of [[0x10], [0x16, 0x03], [...Buffer.from('PROXX')], [0x0d, 0x0a, 0x0d, 0x0a, 0x01]]) {
    assert.throws(() => readProxyHeader(Buffer.from(bytes)), ProxyHeaderError);
  }
});

test('what is only nearly a header is refused', () => {
  const lines = [
    'PROXY TCP4 1.2.3.4 1.2.3.4 1 65536',
    'PROXY TCP4 1.2.3.4 1.2.3.4 01 2',
    'PROXY TCP4 1.2.3.4  1.2.3.4 1 2',
    'PROXY TCP4 1.2.3.256 1.2.3.4 1 2',
    'PROXY TCP4 ::1 ::1 1 2',
    'PROXY TCP6 1.2.3.4 1.2.3.4 1 2',
    'PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3',
    'PROXY UDP4 1.2.3.4 1.2.3.4 1 2',
    `PROXY UNKNOWN ${'x'.repeat(100)}`,
  ];
  for (const line of lines) assert.throws(() => readProxyHeader(Buffer.from(`${line}\r\n`)), ProxyHeaderError, line);
  const addresses = Buffer.alloc(12);
  const binaries = [
    binary(0x11, 0x11, addresses),
    binary(0x22, 0x11, addresses),
    binary(0x21, 0x12, addresses),
    binary(0x21, 0x31, Buffer.alloc(216)),
    binary(0x21, 0x11, Buffer.alloc(11)),
    binary(0x21, 0x11, Buffer.concat([addresses, Buffer.from([1, 0])])),
    binary(0x21, 0x11, Buffer.concat([addresses, Buffer.from([1, 0, 5, 0])])),
    binary(0x20, 0x00, Buffer.alloc(proxyHeaderBytesMax)),
  ];
  for (const bytes of binaries) assert.throws(() => readProxyHeader(bytes), ProxyHeaderError, bytes.toString('hex'));
});
