import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { keyOf, startPlatform, type TestPlatform } from '../fixture.test.ts';
import type { AuditEntry } from './audit-shape.ts';
import { createAuditStore } from './audit-store.ts';

const entry = {
  tenant: 'default',
  actor_kind: 'key',
  actor_id: 'k',
  actor_name: '=HYPERLINK("http://evil")',
  action: 'updateDevice',
  permission: 'device.write',
  role: 'admin',
  resource_type: 'device',
  resource: 'pump-1',
  before: { label: 'a "quoted", text' },
  after: null,
  outcome: 'done',
  address: '192.0.2.1',
  request: 'req-1',
};

async function fill(platform: TestPlatform, count: number, change: object = {}) {
  const rows = Array.from({ length: count }, (_, at) => ({ ...entry, at: new Date(1000 + Math.floor(at / 3)), ...change }));
  await createAuditStore(platform.database.db, platform.database.tenantDb).append(rows);
}

test('pages follow one another without a gap or a repetition, also among entries of one millisecond', async () => {
  await using platform = await startPlatform();
  await fill(platform, 25);
  const headers = { authorization: `Bearer ${await keyOf(platform, 'admin')}` };
  const ids: number[] = [];
  let next: string | null = '';
  while (next !== null) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const answer = await platform.app.inject({ url: `/api/v1/audit?limit=4&action=updateDevice${cursor}`, headers });
    const page: { items: AuditEntry[]; next: string | null } = answer.json();
    ids.push(...page.items.map(({ id }) => Number(id)));
    next = page.next;
  }
  assert.equal(ids.length, 25);
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => b - a),
  );
  assert.equal(new Set(ids).size, 25);
  const broken = await platform.app.inject({ url: '/api/v1/audit?cursor=nonsense', headers });
  assert.deepEqual([broken.statusCode, broken.json().places[0].field], [400, 'cursor']);
});

test('one tenant sees nothing of another’s log, whatever it asks for', async () => {
  await using platform = await startPlatform();
  await sql`insert into tenant (name) values ('other')`.execute(platform.database.db);
  await fill(platform, 2, { tenant: 'other', resource: 'theirs' });
  await fill(platform, 1);
  const headers = { authorization: `Bearer ${await keyOf(platform, 'admin')}` };
  for (const url of ['/api/v1/audit', '/api/v1/audit?resource=theirs', '/api/v1/audit/export?format=jsonl']) {
    const { payload } = await platform.app.inject({ url, headers });
    assert.ok(!payload.includes('theirs'), payload);
  }
  const foreign = Buffer.from('99999999999999 1').toString('base64url');
  assert.ok(!(await platform.app.inject({ url: `/api/v1/audit?cursor=${foreign}`, headers })).payload.includes('theirs'));
});

test('only owners and admins read the log', async () => {
  await using platform = await startPlatform();
  for (const [role, status] of [
    ['admin', 200],
    ['owner', 200],
    ['developer', 403],
    ['operator', 403],
    ['viewer', 403],
  ] as const) {
    const headers = { authorization: `Bearer ${await keyOf(platform, role)}` };
    for (const url of ['/api/v1/audit', '/api/v1/audit/export?format=csv']) {
      assert.equal((await platform.app.inject({ url, headers })).statusCode, status, `${role} ${url}`);
    }
  }
});

test('an export is text by pages: CSV with one head that no spreadsheet runs, and JSON lines', async () => {
  await using platform = await startPlatform();
  await fill(platform, 3);
  const headers = { authorization: `Bearer ${await keyOf(platform, 'admin')}` };
  const read = async (format: string) => {
    let text = '';
    let cursor = '';
    for (;;) {
      const url = `/api/v1/audit/export?format=${format}&limit=2&action=updateDevice${cursor}`;
      const page = (await platform.app.inject({ url, headers })).json();
      text += page.text;
      if (page.next === null) return text;
      cursor = `&cursor=${page.next}`;
    }
  };
  const csv = (await read('csv')).split('\r\n');
  assert.equal(csv.length, 5);
  assert.match(csv[0] ?? '', /^id,at,actorKind,/);
  assert.match(csv[1] ?? '', /,key,k,"'=HYPERLINK\(""http:\/\/evil""\)",updateDevice,/);
  assert.match(csv[1] ?? '', /"\{""label"":""a \\""quoted\\"", text""\}",$/);
  const lines = (await read('jsonl')).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as AuditEntry).resource.id),
    ['pump-1', 'pump-1', 'pump-1'],
  );
});
