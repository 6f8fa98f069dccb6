import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { processTree, stopTree, treeCpuSeconds, treeMemory } from './processes.ts';

test('a tree is a process with its children: their CPU, their memory, and their end', async () => {
  const burn = 'const until = Date.now() + 300; while (Date.now() < until); process.stdout.write("x"); setInterval(() => {}, 1000)';
  const parent = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(burn)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
  const child = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = child.pid ?? 0;
  await once(child.stdout, 'data');
  const tree = processTree(pid).map((process) => process.pid);
  assert.equal(tree.length, 2);
  assert.ok(treeCpuSeconds(pid) >= 0.2);
  assert.ok(treeMemory(pid).every((process) => process.pssBytes > 1_000_000));
  await stopTree(pid);
  assert.deepEqual(tree.flatMap(processTree), []);
});
