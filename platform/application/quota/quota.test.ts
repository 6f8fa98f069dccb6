import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { quotaNames, quotas, quotaValuesSchema } from '#core/quota.ts';
import { limitsOf, monthBounds, projectMonth } from './quota.ts';

const dayMs = 24 * 3600 * 1000;
const at = (text: string) => Date.parse(text);

test('a tenant’s own limit wins over the platform’s, also when it is none; what neither bounds is endless', () => {
  const limits = limitsOf({ devices: 5, connections: null }, { devices: 100, connections: 7, pointsPerMonth: 9 });
  assert.deepEqual([limits.devices, limits.connections, limits.pointsPerMonth], [5, Number.POSITIVE_INFINITY, 9]);
  assert.equal(limits.messagesPerSecond, Number.POSITIVE_INFINITY);
});

test('every quota takes its least limit and none below it, and nothing that is no quota', () => {
  for (const name of quotaNames) {
    const { least } = quotas[name];
    assert.ok(quotaValuesSchema.safeParse({ [name]: least }).success, name);
    assert.ok(quotaValuesSchema.safeParse({ [name]: null }).success, name);
    assert.ok(!quotaValuesSchema.safeParse({ [name]: least - 1 }).success, name);
  }
  assert.ok(!quotaValuesSchema.safeParse({ rules: 1 }).success);
});

test('a month goes from its first moment to the next month’s, in UTC', () => {
  assert.deepEqual(monthBounds(at('2026-12-31T23:59:59.999Z')), { from: at('2026-12-01T00:00Z'), until: at('2027-01-01T00:00Z') });
  assert.deepEqual(monthBounds(at('2028-02-01T00:00:00Z')), { from: at('2028-02-01T00:00Z'), until: at('2028-03-01T00:00Z') });
});

test('the projection goes on with the rate of the last seven days, not with that of the whole month', () => {
  const now = at('2026-06-21T00:00:00Z');
  const days = Array.from({ length: 20 }, (_, i) => ({
    day: new Date(now - (20 - i) * dayMs).toISOString().slice(0, 10),
    used: i < 13 ? 1000 : 10,
  }));
  const used = days.reduce((sum, day) => sum + day.used, 0);
  assert.deepEqual(projectMonth(now, used, days, Number.POSITIVE_INFINITY), { used: used + 10 * 10, limitAt: null });
});

test('the projection says when the limit is reached, and nothing when it is not reached this month', () => {
  const now = at('2026-06-11T00:00:00Z');
  const days = Array.from({ length: 10 }, (_, i) => ({ day: `2026-06-${String(i + 1).padStart(2, '0')}`, used: 100 }));
  assert.deepEqual(projectMonth(now, 1000, days, 1500), { used: 3000, limitAt: at('2026-06-16T00:00:00Z') });
  assert.deepEqual(projectMonth(now, 1000, days, 3001), { used: 3000, limitAt: null });
  assert.deepEqual(projectMonth(now, 1000, days, 1000), { used: 3000, limitAt: now }, 'reached already');
});

test('the projection needs no history: who began today goes on as today, who used nothing uses nothing', () => {
  const noon = at('2026-06-30T12:00:00Z');
  assert.deepEqual(projectMonth(noon, 50, [{ day: '2026-06-30', used: 50 }], Number.POSITIVE_INFINITY), { used: 100, limitAt: null });
  assert.deepEqual(projectMonth(noon, 0, [], 10), { used: 0, limitAt: null });
  const first = at('2026-06-01T00:00:00Z');
  const may = [{ day: '2026-05-31', used: 24 }];
  assert.equal(projectMonth(first, 0, may, Number.POSITIVE_INFINITY).used, 30 * 24, 'the month before counts as history');
});

test('docs/quotas.md tells every quota', () => {
  const document = readFileSync(new URL('../../../docs/quotas.md', import.meta.url), 'utf8');
  for (const name of quotaNames) assert.ok(document.includes(`| \`${name}\` |`), name);
});
