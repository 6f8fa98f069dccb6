import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPasswords, passwordsHashedAtOnceMax, rightPasswordKnownMs, wrongPasswordKnownMs } from './password.ts';

test('a password fits its own hash only, and two hashes of it differ', async () => {
  const passwords = createPasswords(Date.now);
  const [one, two] = await Promise.all([passwords.hash('open sesame'), passwords.hash('open sesame')]);
  assert.notDeepEqual(one, two);
  assert.equal(await passwords.matches('open sesame', one, 'acme/a'), true);
  assert.equal(await passwords.matches('open sesamE', one, 'acme/a'), false);
  assert.equal(await passwords.matches('open sesame', undefined, 'acme/nobody'), false);
  assert.ok(!one.toString().includes('sesame'));
});

test('a storm of the same login costs one hash, and a changed password is asked anew', async () => {
  let time = 0;
  const passwords = createPasswords(() => time);
  const stored = await passwords.hash('open sesame');
  const first = passwords.matches('open sesame', stored, 'acme/a');
  assert.equal(passwords.matches('open sesame', stored, 'acme/a'), first, 'the same work');
  await first;
  time = rightPasswordKnownMs - 1;
  assert.equal(passwords.matches('open sesame', stored, 'acme/a'), first, 'remembered');
  assert.notEqual(passwords.matches('open sesame', stored, 'acme/b'), first, 'somebody else’s');
  const changed = await passwords.hash('another');
  assert.equal(await passwords.matches('open sesame', changed, 'acme/a'), false);
  time = 0;
  const wrong = passwords.matches('x', stored, 'acme/a');
  await wrong;
  time = wrongPasswordKnownMs;
  assert.notEqual(passwords.matches('x', stored, 'acme/a'), wrong, 'forgotten sooner than a right one');
});

test('more than may wait are told to come back', async () => {
  const passwords = createPasswords(Date.now, 1);
  const stored = await passwords.hash('x');
  const asked = Array.from({ length: passwordsHashedAtOnceMax + 2 }, (_, at) => passwords.matches(`${at}`, stored, 'acme/a'));
  await assert.rejects(asked.at(-1) ?? assert.fail(), { code: 'OVERLOADED' });
  assert.deepEqual(await Promise.all(asked.slice(0, -1)), Array(passwordsHashedAtOnceMax + 1).fill(false));
});
