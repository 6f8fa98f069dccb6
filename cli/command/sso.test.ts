import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startApi, thalamus } from '../fixture.test.ts';

const settings = {
  issuer: 'https://id.example',
  clientId: 'c',
  domains: ['example.org'],
  defaultRole: 'viewer',
  required: true,
  emailTrusted: false,
};
const redirectUri = 'https://iot.example/api/v1/session/sso/callback';

test('sso set asks for the secret of a new provider, and keeps what is not named', async () => {
  let kept: object | null = null;
  using api = await startApi({
    'GET /api/v1/sso': () => ({ body: { redirectUri, settings: kept, proven: true } }),
    'PUT /api/v1/sso': (body) => ({ body: { redirectUri, settings: body, proven: true } }),
    'DELETE /api/v1/sso': () => ({ status: 204 }),
    'GET /api/v1/session': () => ({ body: { tenant: 'acme' } }),
  });
  const { env } = api;
  assert.equal((await thalamus(['sso', 'set', '--issuer', 'https://id.example'], env)).code, 2);
  const first = ['sso', 'set', '--issuer', 'https://id.example', '--client-id', 'c', '--domain', 'a.example,b.example'];
  assert.equal((await thalamus(first, env)).code, 2, 'nobody can type the secret');
  const set = await thalamus(first, env, { askHidden: async () => 's3cret' });
  assert.match(set.out, /Its redirect URI: https:\/\/iot\.example/);
  assert.deepEqual(api.calls.at(-1)?.body, {
    ...{ issuer: 'https://id.example', clientId: 'c', domains: ['a.example', 'b.example'], clientSecret: 's3cret' },
    ...{ defaultRole: null, required: false, emailTrusted: false },
  });

  kept = settings;
  await thalamus(['sso', 'set', '--no-required'], env);
  assert.deepEqual(api.calls.at(-1)?.body, { ...settings, required: false });
  await thalamus(['sso', 'set', '--no-default-role', '--email-trusted'], env);
  assert.deepEqual(api.calls.at(-1)?.body, { ...settings, defaultRole: null, emailTrusted: true });
  assert.match((await thalamus(['sso', 'show'], env)).out, /session\/sso\?tenant=acme/);
  assert.match((await thalamus(['sso', 'remove'], env)).out, /is off/);
});
