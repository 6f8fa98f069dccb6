import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { connectPostgres } from '#adapters/postgres/connect.ts';
import { testDatabase } from '#testing/postgres.ts';
import { faultOf } from '../api/problem.ts';
import { migrations } from '../index.ts';
import { openBetterAuth } from './better-auth.ts';
import { createBetterAuthIdentity } from './better-auth-identity.ts';

const log = { info() {}, warn() {}, error() {} };
const caller = { address: '192.0.2.1', userAgent: undefined };

test('while the database is away signing in answers ENGINE_DOWN, not a wrong password', async () => {
  await using nowhere = connectPostgres({ host: '/nonexistent', port: 5432, user: 'x', database: 'x' }, { log, connectionsMax: 1 });
  const identity = createBetterAuthIdentity(openBetterAuth({ db: nowhere.db, secret: randomBytes(32), secureCookies: false, log }));
  const error: unknown = await identity.signIn('a@example.org', 'password', caller).catch((reason: unknown) => reason);
  assert.equal(faultOf(error).code, 'ENGINE_DOWN');
});

test('e-mails are kept in lower case, and where people come over HTTPS the cookie is for HTTPS only', async () => {
  await using database = await testDatabase(migrations);
  const identity = createBetterAuthIdentity(openBetterAuth({ db: database.db, secret: randomBytes(32), secureCookies: true, log }));
  const person = await identity.create('A@example.org', 'A', 'right password', false);
  assert.equal(person.email, 'a@example.org');
  const { setCookies } = await identity.signIn('a@Example.org', 'right password', caller);
  assert.match(setCookies[0] ?? '', /^__Secure-thalamus\.session_token=.*Secure/);
});
