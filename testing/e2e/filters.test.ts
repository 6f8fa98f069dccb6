import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { assembled } from '../api/assembled.ts';
import { administrator } from '../program.ts';

const documented = readFileSync(new URL('../../docs/filters.md', import.meta.url), 'utf8');
/** What a page that has no end on its first one would need; `format` of the export. */
const alsoNeeded: Readonly<Record<string, string>> = { exportAudit: '&format=jsonl' };

/** The last 200 events of one device or application: read from the newest on, not searched. */
const histories = ['listDeviceConnectionEvents', 'listConnectionEvents'];

test('every list with pages takes a filter, over each field that docs/filters.md names for it', async () => {
  await using program = await assembled();
  const { app, routes } = program.application;
  const signedIn = await app.inject({ method: 'POST', url: '/api/v1/session', payload: administrator });
  assert.equal(signedIn.statusCode, 200, signedIn.payload);
  const cookie = [signedIn.headers['set-cookie'] ?? []].flat().map((line) => line.split(';')[0]);
  const headers = { cookie: cookie.join('; '), 'sec-fetch-site': 'same-origin' };
  const lists = routes.filter(({ method, query }) => method === 'GET' && query instanceof z.ZodObject && 'cursor' in query.shape);
  assert.ok(lists.length >= 10);
  for (const { id, path } of lists.filter((list) => !histories.includes(list.id))) {
    const ask = (filter: string) =>
      app.inject({ url: `/api/v1${path}?filter=${encodeURIComponent(filter)}${alsoNeeded[id] ?? ''}`, headers });
    const refused = await ask('nothing == null');
    const expected: string = refused.json().places?.[0]?.expected ?? '';
    assert.match(expected, /^one of the fields /, `${id}: ${refused.payload}`);
    const fields = expected.replace('one of the fields ', '').split(', ');
    const row = documented.split('\n').find((line) => line.startsWith(`| \`${path}\` `));
    const named = [...(row?.split('|')[2] ?? '').replaceAll(/\([^)]*\)/g, '').matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    if (path !== '/audit/export') assert.deepEqual(named, fields, `docs/filters.md, ${path}`);
    for (const field of fields) {
      const name = field.replace('*', 'site');
      const answer = await ask(`${name} == null || ${name} != null`);
      assert.equal(answer.statusCode, 200, `${id} ${name}: ${answer.payload}`);
      const none = await ask(`!(${name} == null || ${name} != null)`);
      assert.deepEqual(none.json().items ?? none.json().entries, id === 'exportAudit' ? 0 : [], `${id} ${name}`);
    }
  }
});
