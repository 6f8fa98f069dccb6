import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditStateBytesMax, masked, maskState, secretsIn } from './mask.ts';

test('secrets are masked by name at any depth, and what says only whether there is one is kept', () => {
  const state = {
    label: 'Pump',
    password: 'p',
    passwordChangeRequired: true,
    token: null,
    deep: [{ clientSecret: 's', list: [{ api_key: 'k', apiKey: 'k', key: 1, Authorization: 'Bearer x' }] }],
    credentials: { username: 'u', other: 'o' },
  };
  assert.deepEqual(maskState(state), {
    label: 'Pump',
    password: masked,
    passwordChangeRequired: true,
    token: null,
    deep: [{ clientSecret: masked, list: [{ api_key: masked, apiKey: masked, key: masked, Authorization: masked }] }],
    credentials: masked,
  });
});

test('a copy of a known secret, and whatever looks like an API key, is masked under any name', () => {
  const secrets = secretsIn({ credentials: { password: 'correct horse' }, name: 'not a secret' });
  assert.deepEqual(secrets, ['correct horse']);
  const key = `thk_${'0'.repeat(16)}${'a'.repeat(43)}`;
  assert.deepEqual(maskState({ url: 'https://u:correct horse@h', note: `try ${key}` }, secrets), {
    url: `https://u:${masked}@h`,
    note: `try ${masked}`,
  });
});

test('text that the database refuses is repaired, and a state beyond the bound says what was left out', () => {
  assert.deepEqual(maskState({ 'a\0': 'b\0\ud800' }), { 'a\ufffd': 'b\ufffd\ufffd' });
  const large = maskState({ name: 'pump', properties: 'x'.repeat(auditStateBytesMax) });
  assert.deepEqual(large, { name: 'pump', properties: '[65538 bytes left out]' });
  assert.match(String(maskState('x'.repeat(auditStateBytesMax))), /bytes left out/);
});
