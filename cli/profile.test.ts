import assert from 'node:assert/strict';
import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, startApi, thalamus } from './fixture.test.ts';
import { chooseProfile, profileInUse, profileNames, readProfile, removeProfile, writeProfile } from './profile.ts';

const profile = { url: 'http://127.0.0.1:1', email: 'a@b.c', cookies: { 'thalamus.session_token': 'secret' } };

test('profiles are files for their owner only, whatever was there before', async () => {
  const home = join(folder, 'files');
  assert.deepEqual(await profileNames(home), []);
  const file = await writeProfile(home, 'plant', profile);
  await chmod(file, 0o644);
  await writeProfile(home, 'plant', { ...profile, tenant: 'acme' });
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await stat(home)).mode & 0o777, 0o700);
  assert.deepEqual(await readdir(home), ['plant.json'], 'nothing is left lying around');
  assert.equal((await readProfile(home, 'plant'))?.tenant, 'acme');
  await assert.rejects(readProfile(home, '../plant'), /--profile is/);
  await writeFile(join(home, 'broken.json'), '{');
  await assert.rejects(readProfile(home, 'broken'), /is no profile/);
  assert.deepEqual(await profileNames(home), ['broken', 'plant']);
});

test('the profile in use is the default one again when it is removed', async () => {
  const home = join(folder, 'chosen');
  await writeProfile(home, 'plant', profile);
  assert.equal(await profileInUse(home), 'default');
  await chooseProfile(home, 'plant');
  assert.equal(await profileInUse(home), 'plant');
  await removeProfile(home, 'plant');
  assert.equal(await profileInUse(home), 'default');
});

test('--profile goes before THALAMUS_PROFILE, and that before the one in use; each has its platform and tenant', async () => {
  const lists = { 'GET /api/v1/products': () => ({ body: { items: [], next: null, total: 0 } }) };
  using a = await startApi(lists);
  using b = await startApi({ ...lists, 'DELETE /api/v1/session': () => ({ status: 204 }) });
  const home = join(folder, 'config');
  await writeProfile(home, 'a', { ...profile, url: a.url });
  await writeProfile(home, 'b', { ...profile, url: b.url, tenant: 'acme' });
  assert.equal((await thalamus(['profile', 'use', 'nobody'])).code, 5);
  assert.match((await thalamus(['profile', 'use', 'b'])).out, /Using b: a@b\.c at http/);

  const list = ['product', 'list'];
  await thalamus(list);
  assert.deepEqual([a.calls.length, b.calls.at(-1)?.tenant], [0, 'acme']);
  await thalamus(list, { THALAMUS_PROFILE: 'a' });
  assert.deepEqual([a.calls.length, a.calls.at(-1)?.tenant, a.calls.at(-1)?.cookie], [1, undefined, 'thalamus.session_token=secret']);
  await thalamus([...list, '--profile', 'b', '--tenant', 'other'], { THALAMUS_PROFILE: 'a' });
  assert.equal(b.calls.at(-1)?.tenant, 'other');
  await thalamus([...list, '--profile', 'b'], { THALAMUS_TENANT: 'third' });
  assert.equal(b.calls.at(-1)?.tenant, 'third');

  const { out } = await thalamus(['profile', 'list', '--json']);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map((line) => [line.profile, line.tenant, line.inUse]),
    [
      ['a', null, false],
      ['b', 'acme', true],
    ],
  );
  for (const args of [
    ['profile', 'list'],
    ['profile', 'show'],
    ['profile', 'show', 'a'],
  ]) {
    const shown = await thalamus(args);
    assert.equal(shown.code, 0, shown.err);
    assert.doesNotMatch(shown.out, /secret/);
  }

  assert.match((await thalamus(['profile', 'remove', 'b'])).out, /Signed out/);
  assert.equal(b.calls.at(-1)?.route, 'DELETE /api/v1/session');
  assert.deepEqual(await profileNames(home), ['a']);
  const gone = await thalamus(['profile', 'remove', 'a', '--json']);
  assert.deepEqual(JSON.parse(gone.out), { profile: 'a', removed: true, sessionEnded: false });
});
