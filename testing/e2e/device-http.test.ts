import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { administrator, createSite, type Program, type Site, startProgram } from '../program.ts';
import { eventually } from './eventually.ts';
import { signIn } from './person.ts';
import { createDevices, type Login } from './publishers.ts';

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly places?: readonly { readonly field: string; readonly expected: string }[];
}

interface Stored {
  readonly stored: number;
  readonly refused: readonly { readonly field: string; readonly reason: string; readonly expected: string }[];
}

const t0 = Date.UTC(2026, 0, 1);

describe('devices over HTTP', () => {
  let site: Site;
  let program: Program;
  let logins: readonly Login[];

  before(async () => {
    site = await createSite({ THALAMUS_PACKET_BYTES_MAX: '64KiB' });
    program = await startProgram(site);
    logins = await createDevices(program, 'h', 3);
  });
  after(async () => {
    await program?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });

  const login = (index: number): Login => logins[index] as Login;
  const post = (headers: Record<string, string>, body: string) =>
    fetch(`${program.url}/device/v1/properties`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
  const credentials = ({ username, password }: Pick<Login, 'username' | 'password'>) => ({
    authorization: `Bearer ${password}`,
    'x-device': username,
  });
  const report = (index: number, body: unknown) => post(credentials(login(index)), JSON.stringify(body));

  async function stored(answer: Response): Promise<Stored> {
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text) as Stored;
  }

  async function problem(answer: Response, status: number): Promise<Problem> {
    const text = await answer.text();
    assert.equal(answer.status, status, text);
    assert.match(String(answer.headers.get('content-type')), /problem\+json/);
    return JSON.parse(text) as Problem;
  }

  const values = async (device: string) =>
    (await program.call<{ values: Record<string, { value: unknown; tsMs: number }> }>('GET', `/api/v1/devices/${device}/values`)).values;

  /** Points of a device's temperature in the tables, as [ts, value], once there are `count`. */
  const history = (device: string, from: number, to: number, count: number) =>
    eventually(`${count} points of ${device}`, async () => {
      const query = { devices: [device], properties: ['temperature'], from, to };
      const { series } = await program.call<{ series: { points: [number, number][] }[] }>('POST', '/api/v1/history', query);
      const points = series[0]?.points ?? [];
      return points.length >= count ? points : undefined;
    });

  test('flat, timed and many points are stored when 200 is answered, and seen in values and history', async () => {
    const sent = Date.now();
    assert.deepEqual(await stored(await report(0, { temperature: 21.5, rpm: 1500 })), { stored: 1, refused: [] });
    const now = await values('h-1');
    assert.equal(now.temperature?.value, 21.5);
    assert.equal(now.rpm?.value, 1500);
    assert.ok(Number(now.temperature?.tsMs) >= sent - 1 && Number(now.temperature?.tsMs) <= Date.now());

    assert.deepEqual(await stored(await report(0, { ts: t0, values: { temperature: 1 } })), { stored: 1, refused: [] });
    const many = [
      { ts: t0 + 1000, values: { temperature: 2 } },
      { ts: '2026-01-01T01:00:02+01:00', values: { temperature: 3 } },
    ];
    assert.deepEqual(await stored(await report(0, many)), { stored: 2, refused: [] });
    assert.deepEqual(await history('h-1', t0, t0 + 10_000, 3), [
      [t0, 1],
      [t0 + 1000, 2],
      [t0 + 2000, 3],
    ]);
    assert.equal((await history('h-1', sent - 1000, Date.now() + 1000, 1))[0]?.[1], 21.5);
    assert.equal((await values('h-1')).temperature?.value, 21.5, 'older data does not hide newer');
  });

  test('a wrong secret and an unknown device are told apart by nothing in the answer', async () => {
    const wrong = await problem(await post({ authorization: 'Bearer wrong', 'x-device': login(0).username }, '{"temperature":1}'), 401);
    const unknown = await problem(await post({ authorization: 'Bearer wrong', 'x-device': 'default/nobody' }, '{"temperature":1}'), 401);
    const elsewhere = await problem(await post({ authorization: 'Bearer wrong', 'x-device': 'nowhere/h-1' }, '{"temperature":1}'), 401);
    assert.equal(wrong.code, 'UNAUTHENTICATED');
    assert.equal(wrong.detail, unknown.detail);
    assert.equal(wrong.detail, elsewhere.detail);
  });

  test('missing headers are named', async () => {
    for (const headers of [{}, { authorization: `Bearer ${login(0).password}` }, { 'x-device': login(0).username }]) {
      const { detail } = await problem(await post(headers as Record<string, string>, '{"temperature":1}'), 401);
      assert.match(detail, /X-Device.*Authorization/);
    }
  });

  test('a disabled device is refused, and taken again when it is enabled', async () => {
    await program.call('PATCH', '/api/v1/devices/h-2', { disabled: true });
    assert.equal((await problem(await report(1, { temperature: 1 }), 403)).code, 'FORBIDDEN');
    await program.call('PATCH', '/api/v1/devices/h-2', { disabled: false });
    await stored(await report(1, { temperature: 1 }));
  });

  test('data that does not fit is answered with its places and listed as refused', async () => {
    const { code, places } = await problem(await report(2, { temperature: 'warm' }), 422);
    assert.equal(code, 'REFUSED_DATA');
    assert.deepEqual(places, [{ field: 'temperature', expected: 'a number' }]);
    const half = await stored(await report(2, [{ temperature: 5 }, { rpm: 1.5 }]));
    assert.equal(half.stored, 1);
    assert.deepEqual(
      half.refused.map(({ field, reason }) => [field, reason]),
      [['1.rpm', 'type']],
    );
    assert.equal((await values('h-3')).temperature?.value, 5);
    const listed = await eventually('both in the list of refused data', async () => {
      const { items } = await program.call<{ items: Record<string, string>[] }>('GET', '/api/v1/devices/h-3/refused');
      return items.length >= 2 ? items : undefined;
    });
    assert.deepEqual(
      listed.map(({ topic, reason, field, payload }) => [topic, reason, field, payload]),
      [
        ['up/properties', 'type', '1.rpm', '[{"temperature":5},{"rpm":1.5}]'],
        ['up/properties', 'type', 'temperature', '{"temperature":"warm"}'],
      ],
    );
  });

  test('a body that is too large, is no JSON or has no shape stores nothing', async () => {
    const large = await post(credentials(login(1)), JSON.stringify({ temperature: 99, note: 'x'.repeat(64 * 1024) }));
    assert.equal((await problem(large, 413)).code, 'PAYLOAD_TOO_LARGE');
    for (const body of ['{"temperature":99', 'temperature=99', '']) {
      assert.equal((await problem(await post(credentials(login(1)), body), 400)).code, 'BAD_REQUEST', body);
    }
    assert.equal((await problem(await report(1, 99), 400)).code, 'BAD_REQUEST');
    const form = await post({ ...credentials(login(1)), 'content-type': 'text/plain' }, '{"temperature":99}');
    assert.equal((await problem(form, 415)).code, 'UNSUPPORTED_MEDIA_TYPE');
    assert.equal((await values('h-2')).temperature?.value, 1);
  });

  test('an API key is no device’s secret, and a device’s secret opens nothing of the API', async () => {
    const person = await signIn(site.url, administrator);
    const { key } = (await (await person.ask('POST', '/api/v1/api-keys', { name: 'not a device' })).json()) as { key: string };
    assert.ok(key.startsWith('thk_'));
    await problem(await post({ authorization: `Bearer ${key}`, 'x-device': login(0).username }, '{"temperature":1}'), 401);
    for (const path of ['/api/v1/devices', '/api/v1/devices/h-1/values', '/api/v1/products']) {
      const answer = await fetch(program.url + path, { headers: credentials(login(0)) });
      await problem(answer, 401);
    }
  });

  test('a device above its rate is told which limit, one that is banned why, and both hold and end at once', async () => {
    const operator = await signIn(site.url, administrator);
    await operator.ask('PUT', '/api/v1/operator/connection-limits', { 'device.messagesPerSecond': 1 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => report(0, { temperature: 1 })));
    const refused = answers.find(({ status }) => status === 429);
    assert.ok(refused !== undefined && Number(refused.headers.get('retry-after')) >= 1);
    assert.match((await problem(refused, 429)).detail, /device\.messagesPerSecond/);
    await operator.ask('PUT', '/api/v1/operator/connection-limits', {});
    await stored(await report(0, { temperature: 2 }));
    const device = login(0).username.split('/')[1];
    const { id } = (await (await operator.ask('POST', '/api/v1/bans', { device, reason: 'sends garbage' })).json()) as { id: string };
    assert.match((await problem(await report(0, { temperature: 3 }), 403)).detail, /banned: sends garbage/);
    await operator.ask('DELETE', `/api/v1/bans/${id}`);
    await stored(await report(0, { temperature: 4 }));
  });
});
