import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createProgram } from '../program.ts';
import { silentTerminal } from '../terminal.ts';
import { complete } from './complete.ts';
import { shellWords } from './shell-words.ts';

const program = createProgram(silentTerminal);
const asked: unknown[] = [];

async function at(...words: string[]) {
  const found = await complete(program, words, (placeholder, prefix, typed) => {
    asked.push([placeholder, prefix, ...typed]);
    return Promise.resolve([{ word: `${placeholder}-1` }, { word: `${placeholder}-2` }]);
  });
  return found === 'files' ? found : found.map(({ word }) => word);
}

test('commands come at every level, with what they are for', async () => {
  assert.deepEqual(await at('de'), ['device', 'demo']);
  assert.deepEqual(await at('device', 's'), ['show', 'secret', 'set']);
  assert.deepEqual(await at('device', 'secret', ''), ['rotate', 'help']);
  const [login] = (await complete(program, ['login'], () => Promise.resolve([]))) as readonly { text: string }[];
  assert.match(login?.text ?? '', /sign in/);
});

test('options come with a dash, or where nothing else can stand; those that are there do not come again', async () => {
  assert.deepEqual(await at('device', 'create', '--co'), ['--count']);
  assert.ok((await at('device', 'list', '')).includes('--state'));
  const again = await at('device', 'list', '--json', '--state', 'online', '--');
  assert.ok(!again.includes('--json') && !again.includes('--state') && again.includes('--filter'));
  assert.ok((await at('product', 'create', 'x', '--property', 'a:bool', '--p')).includes('--property'));
  assert.deepEqual(await at('device', 'show', '--', '-'), []);
});

test('values come from what an option or argument takes, written either way', async () => {
  assert.deepEqual(await at('device', 'list', '--state', 'o'), ['online', 'offline']);
  assert.deepEqual(await at('device', 'list', '--state=on'), ['--state=online']);
  assert.deepEqual(await at('completion', ''), ['bash', 'zsh', 'fish']);
  assert.deepEqual(await at('apply', '-f', ''), 'files');
  assert.deepEqual(await at('apply', '--file', 'x', '-f', ''), 'files');
  assert.deepEqual(await at('export', 'product', 'p'), ['product']);
});

test('names are asked for by what they are called, with the options that say where', async () => {
  asked.length = 0;
  assert.deepEqual(await at('device', 'show', 'device-'), ['device-1', 'device-2']);
  assert.deepEqual(await at('device', 'create', 'x', '--profile', 'plant', '--product', ''), ['product-1', 'product-2']);
  assert.deepEqual(asked, [
    ['device', 'device-'],
    ['product', '', ['--profile', 'plant']],
  ]);
});

test('a command line is split as a shell splits it', () => {
  assert.deepEqual(shellWords('thalamus  device show '), ['thalamus', 'device', 'show', '']);
  assert.deepEqual(shellWords(`a "b c" 'd\\' e\\ f "g\\"h`), ['a', 'b c', 'd\\', 'e f', 'g"h']);
  assert.deepEqual(shellWords(`a ''`), ['a', '']);
  assert.deepEqual(shellWords(`a '' `), ['a', '', '']);
});
