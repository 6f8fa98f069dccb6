import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { assembled } from '../api/assembled.ts';
import { authenticatorCode } from '../authenticator.ts';
import { administrator } from '../program.ts';

type Headers = Readonly<Record<string, string>>;

/** Everything the program logs, errors with all that hangs on them. */
const lines: string[] = [];
const write = (fields: object, message: string): void => {
  const whole = (_: string, value: unknown) => (value instanceof Error ? { ...value, text: String(value), stack: value.stack } : value);
  lines.push(`${message} ${JSON.stringify(fields, whole)}`);
};

/** Every secret that was made or used, by what it is. */
const secrets = new Map<string, string>();
/** Bodies of every answer that was an error. */
const errors: string[] = [];

let program: Awaited<ReturnType<typeof assembled>>;
before(async () => {
  program = await assembled({ info: write, warn: write, error: write });
  await live();
});
after(() => program[Symbol.asyncDispose]());

async function call(headers: Headers, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object | string) {
  const url = path.startsWith('/device/') ? path : `/api/v1${path}`;
  const json = payload === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await program.application.app.inject({
    method,
    url,
    headers: { ...json, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  if (answer.statusCode >= 400) errors.push(answer.body);
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((line) => String(line).split(';')[0] ?? '');
  for (const cookie of cookies)
    if (cookie.length > 60) secrets.set(`cookie ${secrets.size}`, decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1)));
  const session = { cookie: cookies.join('; '), 'sec-fetch-site': 'same-origin' };
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), session };
}

/** A life with everything in it that is secret, used rightly and wrongly. */
async function live(): Promise<void> {
  secrets.set('password', administrator.password);
  let me = (await call({}, 'POST', '/session', administrator)).session;
  const next = 'another horse, another battery';
  secrets.set('next password', next);
  me = (await call(me, 'POST', '/session/password', { current: administrator.password, next })).session;
  const key = await call(me, 'POST', '/api-keys', { name: 'k' });
  secrets.set('api key', key.body.key);
  const device = await call(me, 'POST', '/devices', { name: 'd', product: 'pump' });
  secrets.set('device secret', device.body.credentials.password);
  const rotated = await call({ ...me, 'idempotency-key': 'once' }, 'POST', '/devices/d/secret');
  secrets.set('rotated secret', rotated.body.credentials.password);
  const kept = await call(me, 'POST', '/devices/d/secret?keepOldSeconds=3600');
  secrets.set('kept secret', kept.body.credentials.password);
  const second = await call(me, 'POST', '/devices/d/credentials', { kind: 'secret' });
  secrets.set('second secret', second.body.password);
  const madeUp = await call(me, 'POST', '/devices/d/credentials', { kind: 'password', userName: 'made-up' });
  secrets.set('made-up device password', madeUp.body.password);
  const chosen = 'correct horse of hall 3';
  secrets.set('chosen device password', chosen);
  await call(me, 'POST', '/devices/d/credentials', { kind: 'password', userName: 'hall3', password: chosen, scram: true });
  await call(me, 'POST', '/devices/d/credentials', { kind: 'password', userName: 'hall3', password: chosen });
  await call(me, 'POST', '/devices/d/credentials', { kind: 'password', userName: 'hall/4', password: chosen });
  for (const user of ['hall3', 'hall4']) {
    const headers = { authorization: `Bearer ${chosen}`, 'x-device': `default/${user}` };
    await call(headers, 'POST', '/device/v1/properties', { temperature: 1 });
  }
  await call(me, 'POST', '/token-issuers', { issuer: 'x', audience: 'x', subject: { kind: 'device' }, publicPem: chosen });
  const invitation = await call(me, 'POST', '/invitations', { email: 'grace@example.org', assignments: [{ role: 'viewer' }] });
  const token = String(invitation.body.link).split('#')[1] ?? '';
  secrets.set('invitation', token);
  secrets.set('newcomer’s password', 'difference engine no. 2');
  await call({}, 'POST', '/invitation/accept', { token, name: 'Grace', password: 'difference engine no. 2' });
  const enrolled = await call(me, 'POST', '/session/second-factor/enrolment', { password: next });
  secrets.set('second factor', enrolled.body.secret);
  const activated = await call(me, 'POST', '/session/second-factor/activation', { code: authenticatorCode(enrolled.body.secret) });
  for (const [at, code] of activated.body.recoveryCodes.entries()) secrets.set(`recovery code ${at}`, code);

  // Wrongly: in the wrong field, with a typing error, to routes that fail, in bodies that are no JSON.
  const wrong = { email: next, password: next };
  await call({}, 'POST', '/session', wrong);
  await call({}, 'POST', '/session', { email: administrator.email, passwort: next });
  await call({}, 'POST', '/session', `{"email":"a@b.c","password":"${next}`);
  await call(me, 'POST', '/session/password', { current: `${next}!`, next: 'x' });
  await call({ authorization: `Bearer ${key.body.key}x` }, 'GET', '/devices');
  await call({ authorization: `Bearer ${device.body.credentials.password}` }, 'GET', '/devices');
  await call({ authorization: `Basic ${key.body.key}` }, 'DELETE', '/devices/d');
  await call({ authorization: `Bearer ${key.body.key}`, 'x-device': 'default/d' }, 'POST', '/device/v1/properties', { temperature: 1 });
  await call({}, 'POST', '/invitation/accept', { token, name: 'Again', password: 'difference engine no. 2' });
  await call(me, 'POST', '/devices', { name: 'd', product: 'pump', credentials: { password: device.body.credentials.password } });
  await call(me, 'PATCH', '/tenant', { label: 'x', token, recoveryCodes: activated.body.recoveryCodes });
  const half = await call({}, 'POST', '/session', { email: administrator.email, password: next });
  await call(half.session, 'POST', '/session/second-factor', { code: `${activated.body.recoveryCodes[0]}x` });
  await call(half.session, 'POST', '/session/second-factor', { code: activated.body.recoveryCodes[0] });
}

function assertNone(text: string, where: string): void {
  for (const [what, secret] of secrets) assert.ok(!text.includes(secret), `${what} stands in ${where}`);
}

test('a life with secrets of every kind was lived', () => {
  const kinds = [...secrets.keys()].map((what) => what.replace(/ \d+$/, ''));
  for (const kind of [
    'password',
    'api key',
    'device secret',
    'chosen device password',
    'made-up device password',
    'invitation',
    'second factor',
    'recovery code',
    'cookie',
  ]) {
    assert.ok(kinds.includes(kind), kind);
  }
  assert.ok(errors.length >= 10, `${errors.length} errors`);
});

test('no secret stands in the log', () => {
  assertNone(lines.join('\n'), 'the log');
});

test('no error tells a secret', () => {
  assertNone(errors.join('\n'), 'an error');
});

test('no row of the database holds a secret that it would open something with', async () => {
  const { db } = program.ports;
  const { rows } = await sql<{ name: string }>`
    select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
  `.execute(db);
  assert.ok(rows.length > 10);
  for (const { name } of rows) {
    const dump = await sql<{ row: string }>`select t::text as row from ${sql.raw(name)} t`.execute(db);
    const text = dump.rows.map(({ row }) => row).join('\n');
    assertNone(text, name);
    // Bytes are told in hexadecimal.
    for (const [what, secret] of secrets) assert.ok(!text.includes(Buffer.from(secret).toString('hex')), `${what} stands in ${name}`);
  }
});
