import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { locateBinaries, restoreLinks } from './binaries.ts';

test('the links that the package lists are made, relative, once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'thalamus-binaries-'));
  try {
    await mkdir(join(root, 'native', 'lib'), { recursive: true });
    await writeFile(join(root, 'native', 'lib', 'libpq.so.5.18'), 'library');
    const list = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(list));
    await Promise.all([restoreLinks(root), restoreLinks(root)]);
    await restoreLinks(root);
    assert.equal(await readlink(join(root, 'native', 'lib', 'libpq.so.5')), 'libpq.so.5.18');
    assert.equal(await readFile(join(root, 'native', 'lib', 'libpq.so.5'), 'utf8'), 'library');
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

test('the programs of this machine are found with their version', async () => {
  const { postgres, major } = await locateBinaries();
  assert.match(postgres, /postgres$/);
  assert.match(major, /^\d+$/);
});
