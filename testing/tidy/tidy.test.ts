import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderErrors } from './errors-document.ts';
import { importProblems } from './import-rules.ts';
import { layoutProblems } from './layout.ts';
import { collectLimits, limitProblems } from './limits.ts';
import { renderLimits } from './limits-document.ts';
import { lockFileProblems } from './lock-file.ts';
import { sizeProblems } from './size.ts';
import { repositoryFiles } from './source-file.ts';
import { wordProblems } from './words.ts';

const files = repositoryFiles();
const textOf = (path: string) => files.find((file) => file.path === path)?.text ?? '';

test('four platforms with a way in and a README, and no drawers', () => assert.deepEqual(layoutProblems(files), []));

test('imports follow the arrows of the architecture', () => assert.deepEqual(importProblems(files), []));

test('files are short', () => assert.deepEqual(sizeProblems(files), []));

test('every bound is in docs/limits.md with what happens there', () => {
  const document = textOf('docs/limits.md');
  assert.deepEqual(limitProblems(files, document), []);
  assert.equal(document, renderLimits(collectLimits(files)), 'run: node testing/tidy/write-limits.ts');
});

test('docs/errors.md is the catalogue of core/errors.ts', () =>
  assert.equal(textOf('docs/errors.md'), renderErrors(), 'run: node testing/tidy/write-errors.ts'));

test('no forbidden words, and hot files name a benchmark', () => assert.deepEqual(wordProblems(files), []));

test('the lock file can be installed on every system', () => assert.deepEqual(lockFileProblems(textOf('package-lock.json')), []));

test('the documents that a reader expects are there', () => {
  const expected = ['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'STYLE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  assert.deepEqual(
    expected.filter((path) => textOf(path) === ''),
    [],
  );
});

test('links between documents lead somewhere', () => {
  const paths = new Set(files.map(({ path }) => path));
  const broken: string[] = [];
  for (const { path, text } of files.filter((file) => file.path.endsWith('.md'))) {
    for (const match of text.matchAll(/\]\(([^)#:]+\.(?:md|ts))(?:#[^)]*)?\)/g)) {
      const target = new URL(match[1] ?? '', `file:///${path}`).pathname.slice(1);
      if (!paths.has(target)) broken.push(`${path} → ${target}`);
    }
  }
  assert.deepEqual(broken, []);
});
