import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createClient } from '@thalamus/sdk';

/** Methods that no command calls, and why. */
const without: Readonly<Record<string, string>> = {};

test('every method of the SDK is called by some command, or there is a reason', () => {
  const sources = globSync('**/*.ts', { cwd: import.meta.dirname })
    .filter((path) => !path.endsWith('.test.ts'))
    .map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'))
    .join('\n');
  const methods = Object.keys(createClient({ url: 'http://localhost' }));
  const uncalled = methods.filter((method) => !new RegExp(`\\.${method}\\(`).test(sources));
  assert.deepEqual(uncalled.sort(), Object.keys(without).sort());
});
