import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startTestBroker } from '#testing/simulator/broker.ts';
import { folder, startApi, thalamus } from './fixture.test.ts';

const credentials = (device: string) => ({ clientId: device, username: `default/${device}`, password: `secret-of-${device}` });

test('device create --count --json prints exactly one login object per line', async () => {
  using api = await startApi({
    'POST /api/v1/devices/batch': () => ({
      body: { items: ['pump-1', 'pump-2'].map((name) => ({ name, product: 'pump', state: 'inactive', credentials: credentials(name) })) },
    }),
  });
  const { code, out } = await thalamus(['device', 'create', 'pump', '--product', 'pump', '--count', '2', '--json'], api.env);
  assert.equal(code, 0);
  assert.equal(
    out,
    '{"device":"pump-1","clientId":"pump-1","username":"default/pump-1","password":"secret-of-pump-1"}\n' +
      '{"device":"pump-2","clientId":"pump-2","username":"default/pump-2","password":"secret-of-pump-2"}\n',
  );
  assert.deepEqual(api.calls[0]?.body, { name: 'pump', product: 'pump', count: 2 });
  assert.equal(api.calls[0]?.key, 'Bearer thk_x');
});

test('a refused filter is shown with a mark under the place', async () => {
  const detail = 'filter, character 23: found `=`, expected `==`';
  const places = [{ field: 'filter', expected: '`==`', at: 22 }];
  const refusal = { status: 400, body: { code: 'BAD_REQUEST', title: 'x', detail, places } };
  const lists = ['device', 'product', 'space', 'member', 'invitation', 'role', 'service-account', 'share', 'key', 'audit'];
  const paths = lists.map((list) => (list === 'key' ? 'api-keys' : list === 'audit' ? list : `${list}s`));
  using api = await startApi(Object.fromEntries(paths.map((path) => [`GET /api/v1/${path}`, () => refusal])));
  const { env } = api;
  const filter = "name == '水泵' && state = 'online'";
  for (const list of lists) {
    const { code, err } = await thalamus([list, 'list', '--filter', filter], env);
    assert.equal(code, 2, list);
    // Each Chinese character takes two columns.
    assert.equal(err, `Error: ${detail}\n\n  ${filter}\n  ${' '.repeat(24)}^\n`);
  }
});

test('a platform that is not there ends with 1', async () => {
  const { code, err } = await thalamus(['product', 'list'], { THALAMUS_URL: 'http://127.0.0.1:9', THALAMUS_API_KEY: 'thk_x' });
  assert.equal(code, 1);
  assert.match(err, /check that the platform runs/);
});

test('history prints every page, as JSON or as CSV', async () => {
  using api = await startApi({
    'POST /api/v1/history': (body) => {
      const second = typeof body === 'object' && body !== null && 'cursor' in body;
      const points = second ? [[1_767_225_660_000, 3]] : [[1_767_225_600_000, 2.5]];
      const series = [{ device: 'p', property: 'rpm', unit: null, columns: ['ts', 'value'], points }];
      return { body: { resolution: 'raw', bucketMs: null, series, next: second ? null : 'more' } };
    },
  });
  const { env } = api;
  const csv = await thalamus(['history', 'p', '--property', 'rpm', '--from', '-1h', '--csv'], env);
  assert.equal(csv.out, 'device,property,ts,value\r\np,rpm,2026-01-01T00:00:00.000Z,2.5\r\np,rpm,2026-01-01T00:01:00.000Z,3\r\n');
  const json = await thalamus(['history', 'p', '--property', 'rpm', '--from', '2026-01-01', '--json'], env);
  assert.deepEqual(JSON.parse(json.out.split('\n')[0] ?? ''), {
    device: 'p',
    property: 'rpm',
    ts: '2026-01-01T00:00:00.000Z',
    tsMs: 1_767_225_600_000,
    value: 2.5,
  });
});

test('simulate drives a broker with logins from a file and counts acknowledgements', async () => {
  await using broker = await startTestBroker({ password: 'secret-of-a' });
  const file = join(folder, 'logins.jsonl');
  await writeFile(file, `${JSON.stringify({ device: 'a', ...credentials('a') })}\n`);
  const args = ['simulate', '--url', broker.url, '--credentials', file, '--rate', '20', '--seconds', '2', '--json'];
  const { code, out } = await thalamus(args);
  assert.equal(code, 0);
  const result: { acked: number; sent: number; sessionsLost: number } = JSON.parse(out);
  assert.ok(result.sent > 10 && result.acked === result.sent && result.sessionsLost === 0, out);
  assert.equal(broker.received.length, result.sent);
});

test('simulate ends cleanly when it is interrupted', async () => {
  await using broker = await startTestBroker();
  const file = join(folder, 'logins-2.jsonl');
  await writeFile(file, ['a', 'b'].map((name) => `${JSON.stringify({ device: name, ...credentials(name) })}\n`).join(''));
  const interrupted = new AbortController();
  const ended = thalamus(['simulate', '--url', broker.url, '--credentials', file, '--rate', '50'], {}, { signal: interrupted.signal });
  while (broker.received.length < 10) await new Promise((resolve) => setImmediate(resolve));
  interrupted.abort();
  const { code, out } = await ended;
  assert.equal(code, 0);
  assert.match(out, /messages acknowledged/);
});

test('audit list shows the newest entries, and audit export writes the pages one after the other', async () => {
  const entry = {
    id: '1',
    at: '2026-01-01T00:00:00.000Z',
    actor: { kind: 'key', id: 'k', name: 'ci' },
    action: 'updateDevice',
    resource: { type: 'device', id: 'pump-1' },
    outcome: 'done',
    address: '192.0.2.1',
  };
  using api = await startApi({
    'GET /api/v1/audit': () => ({ body: { items: [entry, { ...entry, id: '2' }], next: 'more' } }),
    'GET /api/v1/audit/export': () => ({ body: { text: 'line\r\n', entries: 1, next: exported++ === 0 ? 'more' : null } }),
  });
  let exported = 0;
  const { env } = api;
  const table = await thalamus(['audit', 'list', '--resource', 'device/pump-1', '--from', '-7d', '--limit', '3'], env);
  assert.equal(table.out.trimEnd().split('\n').length, 4);
  assert.match(table.out, /key ci +updateDevice +device\/pump-1 +done +192\.0\.2\.1/);
  assert.match(api.urls[0] ?? '', /resourceType=device&resource=pump-1/);
  const json = await thalamus(['audit', 'list', '--json', '--limit', '1'], env);
  assert.deepEqual(JSON.parse(json.out), entry);
  assert.equal((await thalamus(['audit', 'export', '--format', 'csv'], env)).out, 'line\r\nline\r\n');
  assert.equal((await thalamus(['audit', 'export', '--json'], env)).out, 'line\r\n');
  assert.match(api.urls.at(-1) ?? '', /format=jsonl/);
  assert.equal((await thalamus(['audit', 'export', '--format', 'xml'], env)).code, 2);
});
