import assert from 'node:assert/strict';
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { DeviceRef } from '#core/device.ts';
import type { DeviceCredentials } from '#core/ports/device-credentials.ts';
import { scramClient } from '#testing/scram.ts';
import { refusals, refuse } from './refusal.ts';
import { createScramExchange } from './scram.ts';

const device: DeviceRef = {
  tenant: 'acme',
  name: 'a',
  product: { tenant: 'acme', name: 'pump', model: { version: 1, mode: 'open', properties: [] } },
  space: 'root',
  labels: {},
};
const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');

/** A server that knows one password under every name; `asked` are the names it was asked for. */
function stage(password = 'pencil', nonce = 'server-nonce') {
  const asked: string[] = [];
  const salted = pbkdf2Sync(password, salt, 4096, 32, 'sha256');
  const key = (name: string) => createHmac('sha256', salted).update(name).digest();
  const never = () => assert.fail('not asked');
  const credentials: DeviceCredentials = {
    ...{ password: never, certificate: never, vouched: never },
    scram: async (tenant, user) => {
      asked.push(`${tenant}|${user}`);
      return {
        salt,
        iterations: 4096,
        storedKey: createHash('sha256').update(key('Client Key')).digest(),
        serverKey: key('Server Key'),
        login: async () => ({ ok: true, device, credential: 'password:1', expiresAt: undefined }),
      };
    },
  };
  const dialect = { name: 'none', match: never, claim: never, maySubscribe: never, onPublish: never };
  const exchange = createScramExchange(
    credentials,
    (login) =>
      login.ok
        ? { ok: true, principal: { kind: 'device', tenant: 'acme', name: 'a', device, dialect }, credential: login.credential }
        : refuse(refusals.wrong, login.reason),
    () => nonce,
  );
  const say = async (text: string) => {
    const step = await exchange.step(Buffer.from(text));
    return { done: step.done, data: step.data?.toString(), ok: step.done && step.login.ok };
  };
  return { asked, say, exchange };
}

test('the example of RFC 7677 §3', async () => {
  const { say } = stage('pencil', '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0');
  assert.deepEqual(await say('n,,n=user,r=rOprNGfwEbeRWgbNEkqO'), {
    done: false,
    data: 'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    ok: false,
  });
  const final = 'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
  assert.deepEqual(await say(final), { done: true, data: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=', ok: true });
});

test('both prove that they know the password, and the name says tenant and user', async () => {
  const { asked, say } = stage();
  const client = scramClient('acme/hall,3=x', 'pencil');
  const answer = await say(client.first);
  const last = await say(client.final(answer.data ?? ''));
  assert.deepEqual(last, { done: true, data: client.expected, ok: true });
  assert.deepEqual(asked, ['acme|hall,3=x']);
});

test('a wrong password, a changed nonce and a proof used twice are refused, and nothing is proven to the peer', async () => {
  const refused = async (password: string, change: (final: string) => string) => {
    const { say } = stage();
    const client = scramClient('acme/a', password);
    const final = change(client.final((await say(client.first)).data ?? ''));
    const last = await say(final);
    return [last, await say(final)];
  };
  const nothing = { done: true, data: undefined, ok: false };
  assert.deepEqual(await refused('pencils', (final) => final), [nothing, nothing]);
  assert.deepEqual(await refused('pencil', (final) => final.replace('r=fyko', 'r=Fyko')), [nothing, nothing]);
  assert.deepEqual(await refused('pencil', (final) => final.replace('c=biws', 'c=eSws')), [nothing, nothing], 'another GS2 header');
  assert.deepEqual(await refused('pencil', (final) => final.replace(/p=.*/, 'p=AAAA')), [nothing, nothing]);
  const { say } = stage();
  const client = scramClient('acme/a', 'pencil');
  const final = client.final((await say(client.first)).data ?? '');
  assert.equal((await say(final)).ok, true);
  assert.equal((await say(final)).ok, false, 'once is enough');
});

test('messages that are none end it: channel binding, extensions that must be understood, no data, junk', async () => {
  for (const first of [
    'p=tls-unique,,n=a,r=b',
    'n,,m=x,n=a,r=b',
    'n,a=other,n=a,r=b',
    'n,,n=a=2,r=b',
    'n,,n=,r=b',
    'n,,n=a,r=',
    'n,,n=a',
    '',
    'x'.repeat(5000),
  ]) {
    const { say, asked } = stage();
    assert.deepEqual([await say(first), asked], [{ done: true, data: undefined, ok: false }, []], first.slice(0, 40));
  }
  assert.equal((await stage().exchange.step(undefined)).done, true);
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (first, second) => {
      const { say } = stage();
      await say(first);
      assert.equal((await say(second)).ok, false);
    }),
  );
});
