import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFilter } from '#core/filter/filter.ts';
import { testDatabase } from '#testing/postgres.ts';
import { migrations } from '../index.ts';
import { auditVocabulary } from './audit-filter.ts';
import { createAuditStore, type NewAuditRow } from './audit-store.ts';

const dayMs = 86_400_000;

const entry = (change: Partial<NewAuditRow> = {}): NewAuditRow => ({
  tenant: 'default',
  at: new Date(),
  actor_kind: 'person',
  actor_id: 'p1',
  actor_name: 'Ada',
  action: 'updateDevice',
  permission: 'device.write',
  role: 'owner',
  resource_type: 'device',
  resource: 'pump-1',
  before: { label: null },
  after: { label: 'Pump' },
  outcome: 'done',
  address: '192.0.2.1',
  request: 'req-1',
  ...change,
});

test('entries can be neither changed nor deleted nor truncated, not even by who owns the database', async () => {
  await using database = await testDatabase(migrations);
  const store = createAuditStore(database.db, database.tenantDb);
  await store.append([entry(), entry({ at: new Date(Date.now() - 100 * dayMs) })]);
  for (const statement of [
    `update audit_entry set actor_name = 'nobody'`,
    'delete from audit_entry',
    'truncate audit_entry',
    'select audit_forget(1, 100)',
    `begin; set local thalamus.audit_forget = 'on'; delete from audit_entry; commit`,
  ]) {
    await assert.rejects(database.pool.query(statement), { code: '42501' }, statement);
  }
  assert.equal((await store.list('default', {}, undefined, 10)).length, 2);
});

test('what is older than the retention is forgotten by bounded batches, and nothing else', async () => {
  await using database = await testDatabase(migrations);
  const store = createAuditStore(database.db, database.tenantDb);
  const aged = (days: number) => entry({ at: new Date(Date.now() - days * dayMs), resource: `${days}` });
  await store.append([aged(1), aged(50), aged(101), aged(102), aged(103)]);
  assert.equal(await store.forget(100, 2), 2);
  assert.equal(await store.forget(100, 2), 1);
  assert.equal(await store.forget(100, 2), 0);
  assert.deepEqual(
    (await store.list('default', {}, undefined, 10)).map(({ resource }) => resource),
    ['1', '50'],
  );
  await assert.rejects(database.pool.query('delete from audit_entry'), { code: '42501' }, 'the way is closed again');
});

test('a search names time, actor by id or name, action, resource and outcome', async () => {
  await using database = await testDatabase(migrations);
  const store = createAuditStore(database.db, database.tenantDb);
  const at = (ms: number) => new Date(1_767_225_600_000 + ms);
  await store.append([
    entry({ at: at(0), resource: 'a' }),
    entry({ at: at(1), resource: 'b', actor_id: 'k1', actor_name: 'CI', outcome: 'NOT_FOUND' }),
    entry({ at: at(2), resource: 'c', action: 'createProduct', resource_type: 'product' }),
    entry({ at: at(3), resource: 'd', tenant: 'other' }),
  ]);
  const found = async (filter: Parameters<typeof store.list>[1]) =>
    (await store.list('default', filter, undefined, 10)).map(({ resource }) => resource).join('');
  assert.equal(await found({}), 'cba');
  assert.equal(await found({ from: at(1), to: at(2) }), 'b');
  assert.equal(await found({ actor: 'k1' }), 'b');
  assert.equal(await found({ actor: 'ci' }), 'b');
  assert.equal(await found({ action: 'createProduct' }), 'c');
  assert.equal(await found({ resourceType: 'device' }), 'ba');
  assert.equal(await found({ resource: 'a' }), 'a');
  assert.equal(await found({ outcome: 'refused' }), 'b');
  assert.equal(await found({ outcome: 'done' }), 'ca');
  const fitting = (text: string, rest = {}) => found({ ...rest, condition: readFilter(text, auditVocabulary) });
  assert.equal(await fitting("at > '2026-01-01' && actor.matches('^A')"), 'c');
  assert.equal(await fitting("outcome != 'done' || resource in ['a', 'd']"), 'ba');
  assert.equal(await fitting("actorKind == 'person' && role == 'owner'", { resourceType: 'device' }), 'ba');
});
