import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { createAccess } from '#core/access/access.ts';
import { mayOn, type Placed, type Policy, type Statement } from '#core/access/policy.ts';
import type { Scope } from '#core/access/scope.ts';
import { type SpaceNode, spaceTree } from '#core/access/space-tree.ts';
import { type TestRegistry, testRegistry } from '#testing/registry.ts';

const spaces: readonly SpaceNode[] = [
  { name: 'root', parent: null },
  { name: 'north', parent: 'root' },
  { name: 'hall', parent: 'north' },
  { name: 'line', parent: 'hall' },
  { name: 'south', parent: 'root' },
];
const tree = spaceTree(spaces);
const sites = [undefined, 'a', 'b', "o'hara"];
const devices: readonly Placed[] = spaces.flatMap(({ name: space }) =>
  sites.map((site, at) => ({ name: `${space}-${at}`, space, labels: site === undefined ? {} : { site, tier: String(at) } })),
);

let registry: TestRegistry;
before(async () => {
  registry = await testRegistry();
  await registry.call('createProduct', { body: { name: 'pump' } });
  for (const { name, parent } of spaces.slice(1)) {
    await sql`insert into space (tenant, name, parent) values ('acme', ${name}, ${parent})`.execute(registry.database.db);
  }
  const access = createAccess([{ effect: 'allow', actions: ['*'], scope: { kind: 'tenant' } }], tree);
  for (const device of devices) await registry.call('createDevice', { access, body: { ...device, product: 'pump' } });
});
after(() => registry[Symbol.asyncDispose]());

const scope: fc.Arbitrary<Scope> = fc.oneof(
  fc.constant<Scope>({ kind: 'tenant' }),
  fc.constantFrom(...spaces.map(({ name }) => name), 'gone').map((space): Scope => ({ kind: 'space', space })),
  fc
    .constantFrom(
      `labels.site == 'a'`,
      `labels.site != 'b'`,
      `labels.tier in ['1', '3'] || labels.site == null`,
      `!labels.site.startsWith('o')`,
      'broken (',
    )
    .map((selector): Scope => ({ kind: 'labels', selector })),
  fc.constantFrom(...devices.map(({ name }) => name)).map((device): Scope => ({ kind: 'device', device })),
);
const statement: fc.Arbitrary<Statement> = fc.record({
  effect: fc.constantFrom('allow', 'allow', 'deny'),
  actions: fc.subarray(['device.read', 'device.*', 'data.query', '*', 'device.write'], { minLength: 1, maxLength: 2 }),
  scope,
});
const policy: fc.Arbitrary<Policy> = fc.array(statement, { maxLength: 6 });

test('a list shows exactly what the policy answers for each device, for random policies', async () => {
  await fc.assert(
    fc.asyncProperty(policy, async (statements) => {
      const access = createAccess(statements, tree);
      const expected = devices.filter((device) => mayOn(statements, 'device.read', device, tree)).map(({ name }) => name);
      const { items, total } = await registry.call<{ items: { name: string }[]; total: number }>('listDevices', {
        access,
        query: { limit: 500 },
      });
      assert.deepEqual(
        items.map(({ name }) => name),
        expected.sort(),
      );
      assert.equal(total, expected.length);
      const products = await registry.call<{ items: { devices: number }[] }>('listProducts', { access });
      assert.equal(products.items[0]?.devices, expected.length);
    }),
    { numRuns: 150 },
  );
});

test('a device can be moved only by who may write to it where it is and where it goes', async () => {
  const only = (space: string) => createAccess([{ effect: 'allow', actions: ['device.*'], scope: { kind: 'space', space } }], tree);
  const move = (space: string, to: string, device = 'north-0') =>
    registry.call<{ space: string }>('updateDevice', { access: only(space), params: { device }, body: { space: to } });
  assert.equal((await move('north', 'hall')).space, 'hall');
  await assert.rejects(move('north', 'south'), { code: 'FORBIDDEN' });
  await assert.rejects(move('south', 'south'), { code: 'NOT_FOUND' });
  await assert.rejects(move('north', 'gone'), { code: 'BAD_REQUEST' });
  assert.equal((await move('root', 'north')).space, 'north');
});

test('who may write to one space registers devices there and nowhere else', async () => {
  const access = createAccess([{ effect: 'allow', actions: ['device.write'], scope: { kind: 'space', space: 'south' } }], tree);
  const made = await registry.call<{ space: string }>('createDevice', { access, body: { name: 'new', product: 'pump', space: 'south' } });
  assert.equal(made.space, 'south');
  await assert.rejects(registry.call('createDevice', { access, body: { name: 'newer', product: 'pump' } }), { code: 'FORBIDDEN' });
});

test('a device that was moved is where it is for everybody who holds it', async () => {
  const { directory } = registry.platform;
  const held = await directory.device('acme', 'south-1');
  assert.equal(held?.space, 'south');
  await registry.call('updateDevice', {
    access: createAccess([{ effect: 'allow', actions: ['*'], scope: { kind: 'tenant' } }], tree),
    params: { device: 'south-1' },
    body: { space: 'line', labels: { site: 'c' } },
  });
  assert.deepEqual([held.space, held.labels], ['line', { site: 'c' }]);
});
