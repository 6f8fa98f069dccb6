import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, startApi, thalamus } from '../fixture.test.ts';
import { writeProfile } from '../profile.ts';

test('a platform that does not answer is not waited for long', async () => {
  const started = performance.now();
  const url = 'http://192.0.2.1:9';
  const { code, out, err } = await thalamus(['__complete-words', 'device', 'show', ''], { THALAMUS_URL: url, THALAMUS_API_KEY: 'thk_x' });
  assert.deepEqual([code, out, err], [0, 'words\n', '']);
  assert.ok(performance.now() - started < 5_000);
});

test('names come with their labels, harmless, from the platform of the profile that was typed', async () => {
  using api = await startApi({
    'GET /api/v1/products': () => ({ body: { items: [{ name: 'pump', label: 'A\tpump\u001b[31m' }], next: null, total: 1 } }),
  });
  await writeProfile(join(folder, 'config'), 'plant', { url: api.url, email: 'a@b.c', cookies: {} });
  const words = ['device', 'list', '--profile', 'plant', '--product', 'p'];
  assert.equal((await thalamus(['__complete-words', ...words])).out, 'words\npump\tA pump [31m\n');
  assert.equal((await thalamus(['__complete-words', 'product', 'list', '--profile', ''])).out, 'words\nplant\n');
});

test('for Bash, what stands before the last : or = is left out', async () => {
  const line = 'thalamus device list --state=o';
  assert.equal((await thalamus(['__complete-line', line, ' \t=:'])).out, 'words\nonline\noffline\n');
  assert.equal((await thalamus(['__complete-line', line, ' \t'])).out, 'words\n--state=online\n--state=offline\n');
});
