import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Fastify from 'fastify';
import { answerUnknown, mountConsole } from './console-files.ts';
import { addSecurityHeaders, consolePolicy } from './headers.ts';

const app = Fastify({ logger: false });
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thalamus-console-'));
  await writeFile(join(folder, 'index.html'), '<title>console</title>');
  addSecurityHeaders(app);
  app.setNotFoundHandler(answerUnknown(folder));
  await mountConsole(app, folder);
});
after(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

async function isPage(url: string, accept: string | undefined, method: 'GET' | 'HEAD' | 'POST' = 'GET'): Promise<boolean> {
  const answer = await app.inject({ method, url, headers: accept === undefined ? {} : { accept } });
  if (answer.statusCode !== 200) return false;
  assert.equal(answer.headers['content-security-policy'], consolePolicy);
  return String(answer.headers['content-type']).startsWith('text/html');
}

test('the front page is the console, whatever is accepted', async () => {
  for (const accept of [undefined, '*/*', 'text/html', 'application/json']) assert.ok(await isPage('/', accept), accept);
  assert.ok(await isPage('/?next=/devices', undefined));
  assert.ok(await isPage('/', undefined, 'HEAD'));
});

test('a deep link is the console for who takes HTML or anything', async () => {
  for (const accept of [undefined, '*/*', 'text/*;q=0.5', 'application/json, */*;q=0.1'])
    assert.ok(await isPage('/devices/pump-1', accept), accept);
  assert.equal(await isPage('/devices/pump-1', 'application/json'), false);
  assert.equal(await isPage('/devices/pump-1', 'application/json, text/html;q=0'), false);
  assert.equal(await isPage('/devices/pump-1', '*/*', 'POST'), false);
});

test('a path with a dot is a page only for who asks for HTML by name', async () => {
  assert.ok(await isPage('/devices/pump-1.5', 'text/html,*/*;q=0.8'));
  assert.equal(await isPage('/assets/missing.js', '*/*'), false);
});

test('paths of programs are never pages', async () => {
  for (const url of ['/api', '/api/v1/nothing', '/api?x', '/device/v1/nothing', '/docs/nothing', '/metrics', '/health']) {
    assert.equal(await isPage(url, 'text/html'), false, url);
  }
});
