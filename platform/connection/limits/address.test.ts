import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressKey, blockListOf, listHas, readAddressRange } from './address.ts';

test('an IPv4 address is counted as itself, an IPv6 address by its first 64 bits', () => {
  assert.equal(addressKey('192.0.2.7'), '192.0.2.7');
  assert.equal(addressKey('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
  assert.equal(addressKey('2001:db8::1'), '2001:db8:0:0::/64');
  assert.equal(addressKey('fe80::1%eth0'), 'fe80:0:0:0::/64');
});

test('a range is written in one way, whatever was typed', () => {
  const written = (text: string) => readAddressRange(text)?.text;
  assert.equal(written('192.0.2.7'), '192.0.2.7');
  assert.equal(written(' 192.0.2.7/24 '), '192.0.2.0/24');
  assert.equal(written('192.0.2.7/32'), '192.0.2.7');
  assert.equal(written('2001:DB8:0:0:0:0:0:1'), '2001:db8::1');
  assert.equal(written('2001:db8:ffff::1/32'), '2001:db8::/32');
  assert.equal(written('0.0.0.0/0'), '0.0.0.0/0');
});

test('what is no address or range is refused', () => {
  for (const text of ['', 'pump-1', '192.0.2', '192.0.2.7/33', '192.0.2.7/', '192.0.2.7/-1', '192.0.2.7/24/8', '::1/129', 'fe80::1%eth0']) {
    assert.equal(readAddressRange(text), undefined, text);
  }
});

test('an address is in every range that is made of it', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(address, fc.integer({ min: 0, max: 128 }), (ip, bits) => {
      const range = readAddressRange(`${ip}/${ip.includes(':') ? bits : Math.min(bits, 32)}`);
      assert.ok(range !== undefined && listHas(blockListOf([range]), ip));
      assert.deepEqual(readAddressRange(range.text), range);
    }),
  );
});
