import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { defineRoute } from '#core/route.ts';
import { adminEmail, adminPassword, keyOf, startPlatform, type TestPlatform } from '../fixture.test.ts';
import type { AuditEntry } from './audit-shape.ts';
import { refusedEntriesPerMinuteMax } from './refusal-bound.ts';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

async function entries(platform: TestPlatform, search = ''): Promise<AuditEntry[]> {
  const { browser } = await platform.signIn();
  const answer = await platform.app.inject({ url: `/api/v1/audit${search}`, headers: browser });
  assert.equal(answer.statusCode, 200, answer.payload);
  return answer.json().items;
}

// A thing with a state, a route that declares how it is told, and one that answers only after it was asked twice.
function lampRoutes() {
  const lamps = new Map<string, { on: boolean; pin: string }>([['hall', { on: false, pin: 'planted-pin-1' }]]);
  const params = z.object({ lamp: z.string() });
  return [
    defineRoute({
      method: 'PATCH',
      path: '/lamps/{lamp}',
      id: 'updateLamp',
      tag: 'Lamps',
      summary: 'Switch a lamp',
      permission: 'device.write',
      scope: 'tenant',
      params,
      body: z.object({ on: z.boolean(), pin: z.string() }),
      response: z.object({ on: z.boolean(), pin: z.string() }),
      audit: { type: 'lamp', before: async ({ params: { lamp } }) => lamps.get(lamp) },
      example: { response: { on: true, pin: '1234' } },
      handle: async ({ params: { lamp }, body }) => {
        if (!lamps.has(lamp)) throw new Fault('NOT_FOUND', `There is no lamp ${lamp}`);
        lamps.set(lamp, body);
        return body;
      },
    }),
  ];
}

test('a change is in the log when its answer arrives: who, what, before and after, from where, why allowed', async () => {
  await using platform = await startPlatform({ routes: lampRoutes() });
  const key = await keyOf(platform);
  const payload = { on: true, pin: 'planted-pin-2' };
  const answer = await platform.app.inject({ method: 'PATCH', url: '/api/v1/lamps/hall', headers: bearer(key), payload });
  assert.equal(answer.statusCode, 200, answer.payload);
  const { rows } = await platform.database.pool.query(`select * from audit_entry where action = 'updateLamp'`);
  assert.equal(rows.length, 1);
  const [entry] = await entries(platform, '?action=updateLamp');
  assert.ok(entry !== undefined);
  const { id, at, actor, requestId, ...rest } = entry;
  assert.ok(Number(id) > 0 && Date.parse(at) > 0 && requestId !== '');
  assert.deepEqual([actor.kind, actor.name, actor.id], ['key', 'developer', key.slice(4, 20)]);
  assert.deepEqual(rest, {
    action: 'updateLamp',
    permission: 'device.write',
    role: 'developer',
    resource: { type: 'lamp', id: 'hall' },
    before: { on: false, pin: '[masked]' },
    after: { on: true, pin: '[masked]' },
    outcome: 'done',
    address: '127.0.0.1',
  });
});

test('a route that declares nothing is recorded by what it was asked, masked', async () => {
  await using platform = await startPlatform();
  const headers = bearer(await keyOf(platform));
  await platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers, payload: { name: 'w' } });
  const [entry] = await entries(platform, '?action=createWidget');
  assert.deepEqual([entry?.resource.type, entry?.after], ['widgets', { params: null, body: { name: 'w' } }]);
});

test('a repeated creation leaves one entry, and what was refused says why', async () => {
  await using platform = await startPlatform({ routes: lampRoutes() });
  const headers = bearer(await keyOf(platform));
  const once = { ...headers, 'idempotency-key': 'k1' };
  for (let time = 0; time < 2; time++) {
    await platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers: once, payload: { name: 'w' } });
  }
  assert.equal((await entries(platform, '?action=createWidget')).length, 1);
  await platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers, payload: { name: 'bug' } });
  await platform.app.inject({ method: 'PATCH', url: '/api/v1/lamps/attic', headers, payload: { on: true, pin: 'p' } });
  const refused = await entries(platform, '?outcome=refused');
  assert.deepEqual(
    refused.map(({ action, outcome, resource, after }) => [action, outcome, resource.id, after]),
    [
      ['updateLamp', 'NOT_FOUND', 'attic', null],
      ['createWidget', 'INTERNAL', '', null],
    ],
  );
});

test('denied calls are recorded, also those that only read, at most so many per caller and minute', async () => {
  await using platform = await startPlatform({ routes: lampRoutes() });
  const viewer = bearer(await keyOf(platform, 'viewer'));
  const switchOn = () =>
    platform.app.inject({ method: 'PATCH', url: '/api/v1/lamps/hall', headers: viewer, payload: { on: true, pin: 'planted-pin-3' } });
  assert.equal((await switchOn()).statusCode, 403);
  assert.equal((await platform.app.inject({ url: '/api/v1/audit', headers: viewer })).statusCode, 403);
  const [read, changed] = await entries(platform, '?outcome=FORBIDDEN');
  assert.deepEqual([read?.action, read?.permission, read?.role, read?.actor.name], ['listAudit', 'audit.read', null, 'viewer']);
  assert.deepEqual([changed?.action, changed?.resource, changed?.after], ['updateLamp', { type: 'lamp', id: 'hall' }, null]);
  for (let call = 0; call < refusedEntriesPerMinuteMax + 5; call++) await switchOn();
  assert.equal((await entries(platform, '?outcome=FORBIDDEN')).length, refusedEntriesPerMinuteMax);
  const metrics = (await platform.app.inject({ url: '/metrics' })).payload;
  assert.match(metrics, /thalamus_audit_left_out_total 7/);
  platform.pass(60_000);
  await switchOn();
  assert.equal((await entries(platform, '?outcome=FORBIDDEN')).length, refusedEntriesPerMinuteMax + 1);
});

test('sessions, passwords and keys are told, with nobody for who failed to sign in', async () => {
  await using platform = await startPlatform();
  const { app } = platform;
  const { browser } = await platform.signIn();
  await platform.signIn(adminEmail, 'a wrong password');
  await platform.signIn('mallory@example.org', 'planted password 1');
  await platform.signIn('planted-password-in-the-wrong-field', 'x');
  const key = await app.inject({ method: 'POST', url: '/api/v1/api-keys', headers: browser, payload: { name: 'ci' } });
  await app.inject({ method: 'DELETE', url: `/api/v1/api-keys/${key.json().id}`, headers: browser });
  const password = { current: adminPassword, next: 'planted password 2' };
  const changed = await app.inject({ method: 'POST', url: '/api/v1/session/password', headers: browser, payload: password });
  assert.equal(changed.statusCode, 200);
  const again = await platform.signIn(adminEmail, 'planted password 2');
  assert.equal((await app.inject({ method: 'DELETE', url: '/api/v1/session', headers: again.browser })).statusCode, 204);
  const last = await platform.signIn(adminEmail, 'planted password 2');
  const items: AuditEntry[] = (await app.inject({ url: '/api/v1/audit', headers: last.browser })).json().items;
  assert.deepEqual(
    items.map(({ action, outcome, actor }) => `${action} ${outcome} ${actor.kind} ${actor.name}`).reverse(),
    [
      'signIn done person Ada',
      `signIn WRONG_PASSWORD nobody ${adminEmail}`,
      'signIn WRONG_PASSWORD nobody mallory@example.org',
      'signIn WRONG_PASSWORD nobody not an e-mail',
      'createApiKey done person Ada',
      'deleteApiKey done person Ada',
      'changePassword done person Ada',
      'signIn done person Ada',
      'signOut done person Ada',
      'signIn done person Ada',
    ].map((line) => line.replace('person Ada', `person ${items[0]?.actor.name}`)),
  );
  const [made, deleted, failed] = ['createApiKey', 'deleteApiKey', 'signIn'].map((wanted) =>
    items.findLast(({ action, outcome }) => action === wanted && (wanted !== 'signIn' || outcome !== 'done')),
  );
  assert.ok(made !== undefined && deleted !== undefined && failed !== undefined);
  assert.equal(made.resource.id, deleted.resource.id);
  assert.deepEqual([(deleted.before as { name: string }).name, deleted.after], ['ci', null]);
  assert.deepEqual(failed.resource, { type: 'person', id: items[0]?.actor.id }, 'a wrong password is found by the person it was tried on');
});

test('planted secrets are in no row, no log line and no answer of the log', async () => {
  await using platform = await startPlatform({ routes: lampRoutes() });
  const { app } = platform;
  const key = await keyOf(platform);
  const planted = ['planted-pin-1', 'planted-pin-2', 'planted password 1', 'planted password 2', key, key.slice(20), adminPassword];
  await app.inject({ method: 'PATCH', url: '/api/v1/lamps/hall', headers: bearer(key), payload: { on: true, pin: 'planted-pin-2' } });
  await platform.signIn(adminEmail, 'planted password 1');
  const { browser } = await platform.signIn();
  const payload = { current: adminPassword, next: 'planted password 2' };
  await app.inject({ method: 'POST', url: '/api/v1/session/password', headers: browser, payload });
  const { browser: owner } = await platform.signIn(adminEmail, 'planted password 2');
  const { rows } = await platform.database.pool.query('select audit_entry::text as text from audit_entry');
  assert.ok(rows.length >= 6);
  const texts = [
    ...rows.map(({ text }: { text: string }) => text),
    ...platform.lines,
    (await app.inject({ url: '/api/v1/audit', headers: owner })).payload,
    (await app.inject({ url: '/api/v1/audit/export?format=csv', headers: owner })).payload,
    (await app.inject({ url: '/api/v1/audit/export?format=jsonl', headers: owner })).payload,
  ];
  for (const secret of planted) for (const text of texts) assert.ok(!text.includes(secret), `${secret} in ${text.slice(0, 300)}`);
});
