import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../cli/run.ts';
import { silentTerminal } from '../../cli/terminal.ts';
import { administrator, createSite, type Site, startProgram } from '../program.ts';

test('what one platform exports, another one becomes by it: the same bytes, and nothing to do the second time', async () => {
  await using siteA = await createSite();
  await using siteB = await createSite();
  await using _a = await startProgram(siteA);
  await using _b = await startProgram(siteB);
  const on = async (site: Site) => {
    const thalamus = async (...args: string[]): Promise<string> => {
      const said = { out: '', err: '' };
      const write = (stream: 'out' | 'err') => (text: string) => {
        said[stream] += text;
      };
      const code = await run(args, { ...silentTerminal, out: write('out'), err: write('err'), configFolder: join(site.home, 'cli') });
      assert.equal(code, 0, `thalamus ${args.join(' ')}\n${said.out}${said.err}`);
      return said.out;
    };
    await thalamus('login', '--url', site.url, '--email', administrator.email, '--password', administrator.password);
    return thalamus;
  };
  const [onA, onB] = [await on(siteA), await on(siteB)];

  await onA('product', 'create', 'valve', '--label', '阀门: "no"', '--strict', '--property', 'opening:double:%', '--property', 'open:bool');
  await onA('product', 'set', 'pump', '--add-property', 'flow:double:m³/h', '--range', 'temperature:-40..1.5e2', '--mode', 'strict');
  const file = join(siteA.home, 'all.yaml');
  await onA('export', '-o', file);
  const exported = await onA('export');

  assert.match(
    await onB('apply', '-f', file, '--plan'),
    /~ product pump[\s\S]*properties\[temperature\]\.max: – → 150[\s\S]*\+ product valve/,
  );
  assert.notEqual(await onB('export'), exported);
  await onB('apply', '-f', file, '--yes');
  assert.equal(await onB('export'), exported);
  for (const each of [onA, onB]) assert.match(await each('apply', '-f', file), /^Nothing to do: \d+ unchanged\.\n$/);

  // Back by hand: what was said is unsaid, and said again in another order.
  await onB('product', 'set', 'pump', '--label', 'Changed', '--range', 'temperature:..');
  const edited = exported.replace('mode: strict\nproperties', 'mode: open\nproperties');
  await writeFile(file, edited);
  await onB('apply', '-f', file, '--yes');
  assert.equal(await onB('export'), edited);
});
