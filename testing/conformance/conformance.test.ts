import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repositoryFiles } from '../tidy/source-file.ts';
import { conformanceProblems, renderConformance } from './document.ts';
import { collectTags } from './tags.ts';

const files = repositoryFiles();

test('every statement that binds a server is kept by tagged code and shown by a tagged test', () =>
  assert.deepEqual(conformanceProblems(files), []));

test('docs/mqtt-conformance.md is what the lists and the tags say', () => {
  const document = files.find(({ path }) => path === 'docs/mqtt-conformance.md')?.text;
  assert.equal(document, renderConformance(files), 'run: node testing/conformance/write-document.ts');
});

test('in tests a tag counts in strings only, and tags of 3.1.1 and 5.0 are not one', () => {
  const tags = collectTags([
    { path: 'a.ts', text: '/** Kept [MQTT-1.5.3-1]. */' },
    { path: 'a.test.ts', text: "// [MQTT-1.5.3-1]\ntest('[MQTT5-1.5.4-1] is so', () => {});" },
  ]);
  assert.deepEqual(tags.get('MQTT-1.5.3-1'), { code: ['a.ts'], tests: [] });
  assert.deepEqual(tags.get('MQTT5-1.5.4-1'), { code: [], tests: ['a.test.ts'] });
});
