import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { administrator, createSite, type Site, startProgram } from '../program.ts';
import { commandLine } from './command-line.ts';

test('what one platform exports, another one becomes by it: the same bytes, and nothing to do the second time', async () => {
  await using siteA = await createSite();
  await using siteB = await createSite();
  await using _a = await startProgram(siteA);
  await using _b = await startProgram(siteB);
  const on = async (site: Site) => {
    const { done } = commandLine(join(site.home, 'cli'));
    await done('login', '--url', site.url, '--email', administrator.email, '--password', administrator.password);
    return done;
  };
  const [onA, onB] = [await on(siteA), await on(siteB)];

  await onA('product', 'create', 'valve', '--label', '阀门: "no"', '--strict', '--property', 'opening:double:%', '--property', 'open:bool');
  await onA('product', 'set', 'pump', '--add-property', 'flow:double:m³/h', '--range', 'temperature:-40..1.5e2', '--mode', 'strict');
  await onA('space', 'create', 'plant-b', '--label', 'Plant B');
  await onA('space', 'create', 'hall', '--parent', 'plant-b');
  await onA('space', 'create', 'a-line', '--parent', 'hall');
  await onA('space', 'set', 'root', '--label', 'Acme');
  await onA('role', 'create', 'night-shift', '--allow', 'device.read,data.query', '--allow', 'space.read', '--deny', 'device.write');
  await onA(
    'service-account',
    'create',
    'erp',
    '--label',
    'ERP',
    '--role',
    'night-shift@space:hall',
    '--role',
    'viewer',
    '--deny',
    'viewer@device:x',
  );
  await onA('service-account', 'set', 'erp', '--disable');
  const file = join(siteA.home, 'all.yaml');
  await onA('export', '-o', file);
  const exported = await onA('export');

  assert.match(
    await onB('apply', '-f', file, '--plan'),
    /~ product pump[\s\S]*properties\[temperature\]\.max: – → 150[\s\S]*\+ product valve[\s\S]*~ space root[\s\S]*\+ space hall/,
  );
  assert.notEqual(await onB('export'), exported);
  await onB('apply', '-f', file, '--yes');
  assert.equal(await onB('export'), exported);
  for (const each of [onA, onB]) assert.match(await each('apply', '-f', file), /^Nothing to do: \d+ unchanged\.\n$/);

  // Changed by hand: what the file says comes back, and with --prune what it does not say goes.
  await onB('product', 'set', 'pump', '--label', 'Changed', '--range', 'temperature:..');
  await onB('space', 'create', 'shed');
  await onB('space', 'create', 'deep-shed', '--parent', 'shed');
  await onB('space', 'set', 'a-line', '--parent', 'deep-shed');
  await onB('role', 'set', 'night-shift', '--allow', '*');
  await onB('role', 'create', 'extra', '--allow', 'device.*');
  const changed = JSON.parse(await onB('apply', '-f', file, '--yes', '--json', '--prune')) as { steps: { action: string; name: string }[] };
  assert.deepEqual(
    changed.steps.map(({ action, name }) => `${action} ${name}`),
    ['change pump', 'change a-line', 'change night-shift', 'delete extra', 'delete deep-shed', 'delete shed'],
  );
  assert.equal(await onB('export'), exported);

  // A tree turned upside down.
  await writeFile(
    file,
    exported.replace('name: hall\nparent: plant-b', 'name: hall\nparent: root').replace('Plant B\nparent: root', 'Plant B\nparent: a-line'),
  );
  await onB('apply', '-f', file, '--yes');
  assert.match(await onB('space', 'show', 'plant-b'), /path +\["root","hall","a-line","plant-b"\]/);
});
