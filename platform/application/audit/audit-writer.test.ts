import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyOf, made, startPlatform } from '../fixture.test.ts';

const rename = (from: string, to: string) => `alter table ${from} rename to ${to}`;

test('a change whose entry can’t be written is answered, logged and counted; nothing more changes until the log is whole', async () => {
  await using platform = await startPlatform();
  const headers = { authorization: `Bearer ${await keyOf(platform)}` };
  const make = (name: string) => platform.app.inject({ method: 'POST', url: '/api/v1/widgets', headers, payload: { name } });
  const { pool } = platform.database;
  await pool.query(rename('audit_entry', 'away'));
  assert.equal((await make('last')).statusCode, 201, 'the change has happened');
  const line = platform.lines.find((each) => each.includes('could not be written'));
  assert.match(line ?? '', /"action":"createWidget"/);
  const refused = await make('unseen');
  assert.deepEqual([refused.statusCode, refused.json().code], [503, 'ENGINE_DOWN']);
  assert.equal(made.get('unseen'), undefined, 'it was not begun');
  assert.match((await platform.app.inject({ url: '/metrics' })).payload, /thalamus_audit_waiting 1\n/);

  await pool.query(rename('away', 'audit_entry'));
  assert.equal((await make('again')).statusCode, 201);
  const { rows } = await pool.query(`select after->'body'->>'name' as name from audit_entry where action = 'createWidget' order by id`);
  assert.deepEqual(
    rows.map(({ name }: { name: string }) => name),
    ['last', 'again'],
  );
  assert.match((await platform.app.inject({ url: '/metrics' })).payload, /thalamus_audit_waiting 0\n/);
});
