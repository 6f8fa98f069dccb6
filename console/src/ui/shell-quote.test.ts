import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { shellQuote } from './shell-quote.ts';

test('a shell gives back exactly what was quoted', () => {
  const awkward = ['pump-1', '', 'two words', `it's`, '$HOME `id` $(id)', 'a"b\\c', '!history *?[x] ~ #', '温度\nline'];
  for (const argument of awkward) {
    const out = execFileSync('sh', ['-c', `printf %s ${shellQuote(argument)}`], { encoding: 'utf8' });
    assert.equal(out, argument);
  }
});

test('plain arguments stay readable', () => {
  assert.equal(shellQuote('default/pump-1'), 'default/pump-1');
});
