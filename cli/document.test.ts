import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { leaves, renderDocument } from './document.ts';
import { createProgram } from './program.ts';
import { silentTerminal } from './terminal.ts';

test('docs/cli.md is up to date', async () => {
  assert.ok((await readFile(new URL('../docs/cli.md', import.meta.url), 'utf8')) === renderDocument(), 'run: npm run docs');
});

test('every command prints JSON when asked, and takes a platform, a profile and a tenant', () => {
  for (const [name, command] of leaves(createProgram(silentTerminal))) {
    // A script for a shell is neither JSON nor from a platform.
    if (name === 'completion') continue;
    const options = command.options.map((option) => option.long);
    for (const option of ['--json', '--url', '--profile', '--tenant']) assert.ok(options.includes(option), `${name} ${option}`);
  }
});
