import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createClient, etagOf } from '@thalamus/sdk';
import { z } from 'zod';
import { defineRoute, type Route } from '#core/route.ts';
import { keyOf, startPlatform } from '../fixture.test.ts';

// Things without a version: a note that can be read, replaced and removed, and a bell that can only be removed.
function noteRoutes(notes: Map<string, string>): readonly Route[] {
  const about = { tag: 'Notes', scope: 'tenant', permission: 'device.write', params: z.object({ note: z.string() }) } as const;
  const note = z.object({ text: z.string() });
  const body = note;
  const example = { body: { text: 'a' }, response: { text: 'a' } };
  const audit = { none: 'a test' };
  const pause = () => new Promise((resolve) => setImmediate(resolve));
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/notes/{note}',
      id: 'getNote',
      summary: 'Read a note',
      response: note,
      example: { response: example.response },
      handle: async ({ params }) => ({ text: notes.get(params.note) ?? '' }),
    }),
    defineRoute({
      ...about,
      method: 'PUT',
      path: '/notes/{note}',
      id: 'putNote',
      summary: 'Write a note',
      body,
      response: note,
      audit,
      example,
      handle: async ({ params, body }) => {
        await pause();
        notes.set(params.note, body.text);
        return { text: body.text };
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/notes/{note}',
      id: 'deleteNote',
      summary: 'Remove a note',
      response: z.void(),
      status: 204,
      audit,
      example: { response: undefined },
      handle: async ({ params }) => {
        await pause();
        notes.delete(params.note);
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/bells/{note}',
      id: 'deleteBell',
      summary: 'Remove a bell',
      response: z.void(),
      status: 204,
      audit,
      example: { response: undefined },
      handle: async () => {},
    }),
  ];
}

async function start() {
  const notes = new Map([['a', 'one']]);
  const platform = await startPlatform({ routes: noteRoutes(notes) });
  const authorization = `Bearer ${await keyOf(platform, 'owner')}`;
  type Method = 'GET' | 'PUT' | 'DELETE' | 'PATCH' | 'POST';
  const call = (method: Method, path: string, headers: Record<string, string> = {}, payload?: object) =>
    platform.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
  return { ...platform, notes, authorization, call };
}

test('an answer has a strong ETag, and is not sent again to who has it', async () => {
  await using platform = await start();
  const first = await platform.call('GET', '/notes/a');
  const tag = String(first.headers.etag);
  assert.match(tag, /^"[\w-]{22}"$/);
  const again = await platform.call('GET', '/notes/a', { 'if-none-match': tag });
  assert.deepEqual([again.statusCode, again.payload, again.headers.etag], [304, '', tag]);
  platform.notes.set('a', 'two');
  assert.equal((await platform.call('GET', '/notes/a', { 'if-none-match': tag })).json().text, 'two');
  assert.equal((await platform.call('GET', '/notes/a', { 'if-none-match': 'x' })).statusCode, 400);
});

test('a thing without a version is compared as a whole; of changes at once one wins, and the others are told', async () => {
  await using platform = await start();
  const tag = String((await platform.call('GET', '/notes/a')).headers.etag);
  const put = (text: string, headers: Record<string, string>) => platform.call('PUT', '/notes/a', headers, { text });
  const answers = await Promise.all(['x', 'y', 'z'].map((text) => put(text, { 'if-match': tag })));
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [200, 412, 412]);
  const winner = answers.find(({ statusCode }) => statusCode === 200);
  assert.equal(winner?.headers.etag, (await platform.call('GET', '/notes/a')).headers.etag);
  const lost = answers.find(({ statusCode }) => statusCode === 412)?.json();
  assert.deepEqual([lost.code, lost.places[0].field], ['PRECONDITION_FAILED', 'if-match']);
  assert.equal((await put('w', { 'if-match': '*' })).statusCode, 200);
  assert.equal((await put('v', { 'if-match': 'v' })).statusCode, 400);
  assert.equal((await platform.call('DELETE', '/notes/a', { 'if-match': tag })).statusCode, 412);
  assert.equal(platform.notes.get('a'), 'w');
  assert.equal((await platform.call('DELETE', '/notes/a')).statusCode, 204);
});

test('If-Match for a thing that can’t be read is refused, not forgotten', async () => {
  await using platform = await start();
  assert.equal((await platform.call('DELETE', '/bells/a', { 'if-match': '"x"' })).json().code, 'PRECONDITION_FAILED');
  assert.equal((await platform.call('DELETE', '/bells/a', { 'if-match': '*' })).statusCode, 204);
});

test('spaces and roles: changed and removed only as they were read', async () => {
  await using platform = await start();
  await platform.call('POST', '/spaces', {}, { name: 'hall' });
  await platform.call('POST', '/roles', {}, { name: 'night', allow: ['device.read'] });
  for (const path of ['/spaces/hall', '/roles/night']) {
    const tag = String((await platform.call('GET', path)).headers.etag);
    const changed = await Promise.all(['x', 'y'].map((label) => platform.call('PATCH', path, { 'if-match': tag }, { label })));
    assert.deepEqual(changed.map(({ statusCode }) => statusCode).sort(), [200, 412], path);
    const now = String((await platform.call('GET', path)).headers.etag);
    assert.equal(changed.find(({ statusCode }) => statusCode === 200)?.headers.etag, now, path);
    assert.equal((await platform.call('DELETE', path, { 'if-match': tag })).json().code, 'PRECONDITION_FAILED', path);
    assert.equal((await platform.call('DELETE', path, { 'if-match': now })).statusCode, 204, path);
    assert.equal((await platform.call('DELETE', path, { 'if-match': now })).statusCode, 404, path);
  }
});

test('the SDK keeps the ETag of what it read and changes only that', async () => {
  await using platform = await start();
  await platform.app.listen({ port: 0, host: '127.0.0.1' });
  const url = `http://127.0.0.1:${(platform.app.server.address() as AddressInfo).port}`;
  const client = createClient({ url, apiKey: platform.authorization.slice('Bearer '.length) });
  await client.createSpace({ name: 'hall' });
  const read = await client.getSpace('hall');
  const changed = await client.updateSpace('hall', { label: 'Hall' }, { ifMatch: etagOf(read) });
  await assert.rejects(client.updateSpace('hall', { label: 'Other' }, { ifMatch: etagOf(read) }), {
    status: 412,
    code: 'PRECONDITION_FAILED',
  });
  assert.equal((await client.updateSpace('hall', { label: 'Other' }, { ifMatch: etagOf(changed) })).label, 'Other');
  assert.equal(etagOf({ ...read }), undefined);
});
