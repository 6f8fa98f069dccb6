import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importProblems } from './import-rules.ts';
import { layoutProblems, platforms } from './layout.ts';
import { limitProblems } from './limits.ts';
import { lockFileProblems } from './lock-file.ts';
import { plant } from './planted.ts';
import { sizeProblems } from './size.ts';
import { wordProblems } from './words.ts';

const one = 'export const one = 1;\n';

/** Each row breaks one rule of Biome's configuration: file, text, the rule that must be named. */
const violations: readonly (readonly [string, string, string])[] = [
  ['core/reads-disk.ts', "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n", 'noRestrictedImports'],
  ['platform/device/asks.ts', "import { one } from '#platform/connection/index.ts';\nexport const two = one;\n", 'noRestrictedImports'],
  ['platform/device/opens.ts', "import { one } from '#adapters/one.ts';\nexport const two = one;\n", 'noRestrictedImports'],
  ['adapters/asks.ts', "import { one } from '#platform/device/index.ts';\nexport const two = one;\n", 'noRestrictedImports'],
  ['server/enters.ts', "import { one } from '#platform/device/inner.ts';\nexport const two = one;\n", 'noRestrictedImports'],
  ['cli/takes.ts', "import { one } from '#server/config.ts';\nexport const two = one;\n", 'noRestrictedImports'],
  ['console/src/takes.ts', "import { one } from '#core/errors.ts';\nexport const two = one;\n", 'noRestrictedImports'],
  ['sdk/takes.ts', "import { z } from 'zod';\nexport const two = z;\n", 'noRestrictedImports'],
  ['testing/simulator/takes.ts', "import { one } from '#core/errors.ts';\nexport const two = one;\n", 'noRestrictedImports'],
  ['core/any.ts', 'export const anything = (x: any): string => String(x);\n', 'noExplicitAny'],
  ['core/CamelCase.ts', one, 'useFilenamingConvention'],
  ['core/default.ts', 'export default 1;\n', 'noDefaultExport'],
  ['core/enum.ts', 'export enum Colour {\n  Red,\n}\n', 'noEnum'],
  ['core/namespace.ts', 'export namespace Colours {\n  export const red = 1;\n}\n', 'noNamespace'],
  ['core/parameter.ts', 'export class Colour {\n  constructor(readonly red: number) {}\n}\n', 'noParameterProperties'],
  [
    'core/floating.ts',
    'async function later(): Promise<number> {\n  return 1;\n}\nexport function now(): void {\n  later();\n}\n',
    'noFloatingPromises',
  ],
  [
    'core/misused.ts',
    'async function later(): Promise<boolean> {\n  return true;\n}\nexport const wrong = later() ? 1 : 2;\n',
    'noMisusedPromises',
  ],
  [
    'core/switch.ts',
    "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    'useExhaustiveSwitchCases',
  ],
  ['core/cycle-a.ts', "import { b } from './cycle-b.ts';\nexport const a = (): number => b();\n", 'noImportCycles'],
];

test('Biome finds every planted violation, in its file', async () => {
  const cycle = { 'core/cycle-b.ts': "import { a } from './cycle-a.ts';\nexport const b = (): number => a();\n" };
  using planted = plant({ ...Object.fromEntries(violations.map(([path, text]) => [path, text])), ...cycle });
  const output = await planted.biome();
  const missed = violations.filter(
    ([path, , rule]) =>
      !new RegExp(`^${path.replaceAll('.', '\\.')}:\\d+:\\d+ .*${rule}|^${path.replaceAll('.', '\\.')} .*${rule}`, 'm').test(output),
  );
  assert.deepEqual(
    missed.map(([path, , rule]) => `${path}: ${rule}`),
    [],
    output,
  );
});

test('Biome accepts what the rules allow', async () => {
  using planted = plant({
    'core/good.ts': "import { z } from 'zod';\nimport { one } from './one.ts';\n\nexport const two = [z, one];\n",
    'core/one.ts': one,
    'platform/device/index.ts': one,
    'platform/device/good.ts':
      "import { one } from '#core/one.ts';\nimport { one as own } from './index.ts';\n\nexport const two = one + own;\n",
    'server/good.ts': "import { one } from '#platform/device/index.ts';\n\nexport const two = one;\n",
    'cli/good.ts': "import { one } from '#testing/simulator/one.ts';\n\nexport const two = one;\n",
    'testing/simulator/one.ts': one,
  });
  assert.match(await planted.biome(), /Checked 7 files in .*No fixes applied/);
  assert.doesNotMatch(await planted.biome(), /Found \d+ (error|warning)/);
});

test('the compiler refuses a project that it does not reference, and Node in the core', async () => {
  using planted = plant({
    'core/one.ts': one,
    'core/disk.ts': "import { readFileSync } from 'node:fs';\n\nexport const read = readFileSync;\n",
    'platform/connection/index.ts': one,
    'platform/device/aliased.ts': "import { one } from '#platform/connection/index.ts';\n\nexport const two = one;\n",
    'platform/device/relative.ts': "import { one } from '../connection/other.ts';\n\nexport const two = one;\n",
    'platform/connection/other.ts': one,
    'adapters/one.ts': one,
    'platform/device/adapter.ts': "import { one } from '#adapters/one.ts';\n\nexport const two = one;\n",
    'server/one.ts': one,
    'cli/main.ts': "import { one } from '#server/one.ts';\n\nexport const two = one;\n",
  });
  const output = await planted.compile('core', 'platform/device', 'cli');
  assert.match(output, /core\/disk\.ts.*TS2591/);
  for (const path of ['platform/device/aliased.ts', 'platform/device/relative.ts', 'platform/device/adapter.ts', 'cli/main.ts']) {
    assert.match(output, new RegExp(`${path.replaceAll('.', '\\.')}.*TS6307`), path);
  }
});

test('a relative path out of a platform, and a way in other than index.ts, are found', () => {
  const problems = importProblems([
    { path: 'platform/device/a.ts', text: "import { b } from '../connection/index.ts';\n" },
    { path: 'platform/device/b.ts', text: "import {\n  b,\n} from '#adapters/bus/memory.ts';\n" },
    { path: 'platform/device/c.ts', text: "import { b } from '#platform/device/a.ts';\n" },
    { path: 'server/a.ts', text: "export { b } from '#platform/device/inner.ts';\n" },
    { path: 'cli/a.ts', text: "const b = await import('#server/config.ts');\n" },
    { path: 'core/a.ts', text: "import 'node:fs';\n" },
    { path: 'server/good.ts', text: "import { b } from '#platform/device/index.ts';\n" },
  ]);
  assert.deepEqual(
    problems.map((problem) => problem.split(' ')[0]),
    ['platform/device/a.ts', 'platform/device/b.ts', 'platform/device/c.ts', 'server/a.ts', 'cli/a.ts', 'core/a.ts'],
  );
});

test('a drawer, a fifth platform and a long or missing README are found', () => {
  const good = platforms.flatMap((name) => [
    { path: `platform/${name}/index.ts`, text: one },
    { path: `platform/${name}/README.md`, text: '# It\n' },
  ]);
  assert.deepEqual(layoutProblems(good), []);
  const bad = [
    ...good.slice(1).filter(({ path }) => path !== 'platform/device/README.md'),
    { path: 'platform/device/README.md', text: '\n'.repeat(41) },
    { path: 'platform/billing/index.ts', text: one },
    { path: 'server/utils/text.ts', text: one },
  ];
  const problems = layoutProblems(bad).join('\n');
  for (const expected of ['platform/billing', 'analytics/index.ts is missing', 'longer than 40', 'server/utils'])
    assert.ok(problems.includes(expected), problems);
});

test('a long file is found, unless it has a reason', () => {
  const long = [{ path: 'core/long.ts', text: '\n'.repeat(401) }];
  assert.match(sizeProblems(long).join(), /core\/long\.ts has 401 lines/);
  assert.doesNotMatch(sizeProblems(long, { 'core/long.ts': 'a table' }).join(), /core\/long/);
  assert.match(sizeProblems(long).join(), /median/);
});

test('a limit without a row or without a comment is found', () => {
  const files = [{ path: 'core/bounds.ts', text: '/** Most of it. */\nexport const itemsMax = 5;\n\nconst waitMs = 5_000;\n' }];
  assert.deepEqual(limitProblems(files, '| `itemsMax` | 5 |'), ['waitMs in core/bounds.ts: say above it what happens at the bound']);
  assert.match(limitProblems(files, '').join(), /itemsMax in core\/bounds\.ts is not in docs\/limits\.md/);
});

test('machine paths, registry hosts and hot files without a benchmark are found', () => {
  const problems = wordProblems([
    { path: 'a.md', text: `see /${'work'}/main/core` },
    { path: 'b.json', text: `https://registry.${'npmjs'}.org/x` },
    { path: 'c.ts', text: '// Hot path: bench/missing. It runs often.\n' },
    { path: 'd.ts', text: '// Hot path: bench/there. It runs often.\n' },
    { path: 'bench/there.ts', text: one },
  ]);
  assert.deepEqual(
    problems.map((problem) => problem.split(' ')[0]),
    ['a.md', 'b.json', 'c.ts'],
  );
});

test('a lock file that lacks a package of another system is found', () => {
  const lock = { packages: { 'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-mac': '1' } }, 'node_modules/a-linux': {} } };
  assert.match(lockFileProblems(JSON.stringify(lock)).join(), /no entry for a-mac/);
});
