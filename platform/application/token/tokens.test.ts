import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { startPlatform, type TestPlatform } from '../fixture.test.ts';

const issuer = 'https://id.example.org';
const audience = 'thalamus';

async function keyPair(algorithm = 'ES256', kid = 'k1') {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const token = (claims: object, { seconds = 3600, iss = issuer, aud = audience as string | string[] } = {}) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: algorithm, kid })
      .setIssuer(iss)
      .setAudience(aud)
      .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
      .sign(privateKey);
  return { privateKey, token, jwk: { ...(await exportJWK(publicKey)), kid }, pem: await exportSPKI(publicKey) };
}

async function withIssuer(platform: TestPlatform, body: object) {
  const { browser: headers } = await platform.signIn();
  const call = async (method: 'POST' | 'PATCH' | 'DELETE' | 'GET', url: string, payload?: object) => {
    const answer = await platform.app.inject({ method, url: `/api/v1${url}`, headers, ...(payload === undefined ? {} : { payload }) });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
  };
  const made = await call('POST', '/token-issuers', { issuer, audience, subject: { kind: 'device' }, ...body });
  return { call, made };
}

const say = async (platform: TestPlatform, token: string | Promise<string>, tenant = 'default') => {
  const answer = await platform.applications.token(tenant, await token);
  if (!answer.ok) return answer.reason;
  return answer.kind === 'device' ? `device ${answer.device}` : `application ${answer.grant.name}`;
};

/** An issuer’s keys on this machine. */
async function keyServer(t: TestContext, keys: object[]) {
  const state = { asked: 0, keys, status: 200 };
  const server = createServer((_, answer) => {
    state.asked++;
    answer.writeHead(state.status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: state.keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { state, host, url: `http://${host}/jwks.json` };
}

test('a token of a registered issuer is its device, by what its claims say', async () => {
  await using platform = await startPlatform();
  const key = await keyPair();
  const { made } = await withIssuer(platform, { publicPem: key.pem, subject: { kind: 'device', deviceName: '{site}-{nr}' } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const claims = { site: 'hall3', nr: 7 };
  assert.equal(await say(platform, key.token(claims)), 'device hall3-7');
  assert.equal(await say(platform, key.token(claims, { aud: ['x', audience] })), 'device hall3-7');
  assert.equal(await say(platform, key.token(claims), 'other'), 'unknown-issuer');
  assert.equal(await say(platform, key.token(claims, { iss: 'https://evil.example' })), 'unknown-issuer');
  assert.equal(await say(platform, key.token(claims, { aud: 'other' })), 'token-claims');
  for (const seconds of [-120, -2]) assert.equal(await say(platform, key.token(claims, { seconds })), 'token-expired');
  assert.equal(await say(platform, key.token({ site: 'hall3' })), 'token-claims');
  assert.equal(await say(platform, key.token({ site: 'hall3', nr: '7/#' })), 'token-claims');
  assert.equal(await say(platform, key.token({ site: { x: 1 }, nr: 7 })), 'token-claims');
  assert.equal(await say(platform, (await keyPair()).token(claims)), 'token-signature', 'another key');
  const answer = await platform.applications.token('default', await key.token(claims, { seconds: 100 }));
  assert.ok(answer.ok && answer.kind === 'device' && Math.abs(answer.expiresAt - Date.now() - 100_000) < 5_000);
});

test('no signature, a shared secret and a token without an end are refused', async () => {
  await using platform = await startPlatform();
  const key = await keyPair('RS256');
  await withIssuer(platform, { publicPem: key.pem });
  const claims = { iss: issuer, aud: audience, sub: 'pump-1', exp: Math.floor(Date.now() / 1000) + 60 };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  assert.equal(await say(platform, `${part({ alg: 'none' })}.${part(claims)}.`), 'token-signature');
  // The public key as the secret of HMAC: the classic confusion.
  const confused = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(key.pem));
  assert.equal(await say(platform, confused), 'token-signature');
  const endless = new SignJWT({ sub: 'pump-1' })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .sign(key.privateKey);
  assert.equal(await say(platform, endless), 'token-claims');
  const early = new SignJWT({ ...claims, nbf: claims.exp + 3600 }).setProtectedHeader({ alg: 'RS256' }).sign(key.privateKey);
  assert.equal(await say(platform, early), 'token-claims');
  assert.equal(await say(platform, key.token({ sub: 'pump-1' })), 'device pump-1');
  assert.equal(await say(platform, (await keyPair('PS256')).token({ sub: 'pump-1' })), 'token-signature', 'not among its algorithms');
});

test('a token of a program has its issuer’s role, until that or the issuer goes', async () => {
  await using platform = await startPlatform();
  const key = await keyPair('Ed25519');
  const { call, made } = await withIssuer(platform, { jwks: { keys: [key.jwk] }, subject: { kind: 'application', role: 'viewer' } });
  const login = await platform.applications.token('default', await key.token({ sub: 'dashboard' }));
  assert.ok(login.ok && login.kind === 'application');
  const { grant } = login;
  assert.deepEqual([grant.name, grant.credential], [`jwt:${made.body.id}:dashboard`, `jwt:${made.body.id}`]);
  assert.deepEqual([grant.access.mayAnywhere('topic.read'), grant.access.mayAnywhere('topic.write')], [true, false]);
  assert.ok(await platform.applications.renew(grant, '127.0.0.1'));
  const revoked: unknown[] = [];
  platform.events.on('credential.revoked', (event) => revoked.push(event));
  await call('PATCH', `/token-issuers/${made.body.id}`, { disabled: true });
  assert.equal(await say(platform, key.token({ sub: 'dashboard' })), 'issuer-disabled');
  assert.equal(await platform.applications.renew(grant, '127.0.0.1'), undefined);
  await call('PATCH', `/token-issuers/${made.body.id}`, { disabled: false, subject: { kind: 'application', role: 'operator' } });
  assert.equal((await platform.applications.renew(grant, '127.0.0.1'))?.access.mayAnywhere('topic.write'), true);
  await call('DELETE', `/token-issuers/${made.body.id}`);
  assert.equal(await say(platform, key.token({ sub: 'dashboard' })), 'unknown-issuer');
  assert.deepEqual(revoked, Array(3).fill({ tenant: 'default', credential: `jwt:${made.body.id}` }));
});

test('a role that tokens give is not deleted under them', async () => {
  await using platform = await startPlatform();
  const key = await keyPair();
  const { call, made } = await withIssuer(platform, { publicPem: key.pem });
  assert.equal((await call('POST', '/roles', { name: 'reader', allow: ['topic.read'] })).status, 201);
  const subject = { kind: 'application', role: 'reader' };
  assert.equal((await call('PATCH', `/token-issuers/${made.body.id}`, { subject })).status, 200);
  assert.equal((await call('DELETE', '/roles/reader')).status, 409);
  await call('DELETE', `/token-issuers/${made.body.id}`);
  assert.equal((await call('DELETE', '/roles/reader')).status, 204);
});

test('keys are asked for at their address, once for many tokens, and again when a token names one that is new', async (t) => {
  const [first, second] = [await keyPair('ES256', 'a'), await keyPair('ES256', 'b')];
  const server = await keyServer(t, [first.jwk]);
  await using platform = await startPlatform({ access: { internalHosts: [server.host] } });
  await withIssuer(platform, { jwksUrl: server.url });
  const tokens = await Promise.all(['p1', 'p2', 'p3'].map((sub) => first.token({ sub })));
  assert.deepEqual(await Promise.all(tokens.map((token) => say(platform, token))), ['device p1', 'device p2', 'device p3']);
  assert.equal(server.state.asked, 1);
  server.state.keys = [first.jwk, second.jwk];
  assert.equal(
    await say(platform, second.token({ sub: 'p1' })),
    'token-signature',
    'asked a moment ago: an unknown key must not make us ask for each token',
  );
  assert.equal(server.state.asked, 1);
});

test('an issuer that can’t be asked, or must not be, lets nobody in and is not asked for each token', async (t) => {
  const key = await keyPair();
  const server = await keyServer(t, [key.jwk]);
  server.state.status = 500;
  await using platform = await startPlatform({ access: { internalHosts: [server.host] } });
  const { call } = await withIssuer(platform, { jwksUrl: server.url });
  for (const sub of ['p1', 'p2']) assert.equal(await say(platform, key.token({ sub })), 'issuer-unreachable');
  assert.equal(server.state.asked, 1);
  const inside = await keyServer(t, [key.jwk]);
  const second = await call('POST', '/token-issuers', {
    issuer: 'https://b.example',
    audience,
    jwksUrl: inside.url,
    subject: { kind: 'device' },
  });
  assert.equal(second.status, 201);
  assert.equal(await say(platform, key.token({ sub: 'p1' }, { iss: 'https://b.example' })), 'issuer-unreachable');
  assert.equal(inside.state.asked, 0, 'an address of our own network');
});

test('what is no public key, a role of more rights, and the same issuer twice are refused', async () => {
  await using platform = await startPlatform();
  const key = await keyPair();
  const { call, made } = await withIssuer(platform, { publicPem: key.pem });
  assert.equal(made.status, 201);
  const base = { issuer: 'https://b.example', audience, subject: { kind: 'device' } };
  const privateJwk = await exportJWK(key.privateKey);
  for (const keys of [
    {},
    { publicPem: 'x' },
    { publicPem: '-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----' },
    { jwks: { keys: [] } },
    { jwks: { keys: [privateJwk] } },
    { jwks: { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] } },
    { publicPem: key.pem, jwksUrl: 'https://id.example.org/jwks' },
    { publicPem: key.pem, algorithms: ['HS256'] },
    { publicPem: key.pem, subject: { kind: 'device', deviceName: 'fixed' } },
    { publicPem: key.pem, subject: { kind: 'application', role: 'nobody-has-it' } },
  ]) {
    assert.equal((await call('POST', '/token-issuers', { ...base, ...keys })).status, 400, JSON.stringify(keys));
  }
  assert.equal((await call('POST', '/token-issuers', { ...base, issuer, publicPem: key.pem })).status, 409);
  const listed = await call('GET', '/token-issuers');
  assert.equal(listed.body.items.length, 1);
});
