import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '#core/json.ts';
import type { Property } from '#core/thing-model.ts';
import { checkValue, compileModel, outOfRange, wrongType } from './compiled-model.ts';

function check(property: Omit<Property, 'id' | 'access'>, value: Json) {
  const compiled = compileModel({ version: 1, mode: 'open', properties: [{ id: 'p', access: 'r', ...property }] });
  return checkValue(compiled.properties[0] as (typeof compiled.properties)[number], value);
}

test('values of the declared type are taken as they are', () => {
  assert.equal(check({ type: 'double' }, 21.5), 21.5);
  assert.equal(check({ type: 'int32' }, -5), -5);
  assert.equal(check({ type: 'bool' }, false), false);
  assert.equal(check({ type: 'bool' }, 1), true);
  assert.equal(check({ type: 'text' }, 'héllo'), 'héllo');
  assert.equal(check({ type: 'enum', values: ['on', 'off'] }, 'on'), 'on');
});

test('an int64 beyond 2^53 comes and stays as text, so that no digit is lost', () => {
  assert.equal(check({ type: 'int64' }, '9223372036854775807'), '9223372036854775807');
  assert.equal(check({ type: 'int64' }, '42'), 42);
  assert.equal(check({ type: 'int64' }, 2 ** 53), wrongType);
  assert.equal(check({ type: 'int64' }, '9223372036854775808'), outOfRange);
});

test('other types and values out of range are told apart', () => {
  assert.equal(check({ type: 'double' }, '21.5'), wrongType);
  assert.equal(check({ type: 'int32' }, 1.5), wrongType);
  assert.equal(check({ type: 'int32' }, 2 ** 31), outOfRange);
  assert.equal(check({ type: 'float' }, 1e39), outOfRange);
  assert.equal(check({ type: 'bool' }, 'true'), wrongType);
  assert.equal(check({ type: 'enum', values: ['on'] }, 'off'), outOfRange);
  assert.equal(check({ type: 'text', length: 3 }, 'abcd'), outOfRange);
  assert.equal(check({ type: 'text', length: 3 }, 'éé'), outOfRange);
  assert.equal(check({ type: 'double', min: -40, max: 120 }, 120.1), outOfRange);
  assert.equal(check({ type: 'double', min: -40, max: 120 }, 120), 120);
});

test('no JSON value makes checking throw', () => {
  const types = ['int32', 'int64', 'float', 'double', 'bool', 'enum', 'text'] as const;
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(...types), (value, type) => {
      const cell = check({ type, values: ['a'] }, value as Json);
      assert.ok(cell === wrongType || cell === outOfRange || ['number', 'string', 'boolean'].includes(typeof cell));
    }),
  );
});
