import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi, thalamus } from './fixture.test.ts';

const login = (name: string) => ({ name, credentials: { clientId: name, username: `default/${name}`, password: 'p' } });

test('making many devices draws one line where somebody watches, and takes it away at the end', async () => {
  using api = await startApi({ 'POST /api/v1/devices': (body) => ({ status: 201, body: login((body as { name: string }).name) }) });
  const args = ['device', 'create', 'd', '--product', 'pump', '--count', '1001'];
  const watched = await thalamus(args, api.env, { live: true });
  assert.equal(watched.code, 0, watched.err);
  const [, first, ...rest] = watched.err.split('\r\u001b[2K');
  assert.match(first ?? '', /^\d+ of 1001 devices made$/);
  assert.match(rest.at(-1) ?? '', /^Keep the passwords now/);
  const alone = await thalamus([...args, '--json'], api.env);
  assert.deepEqual([alone.err, alone.out.trim().split('\n').length], ['', 1001]);
});
