import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { folder, startApi, thalamus } from '../fixture.test.ts';

const temperature = { id: 'temperature', name: 'Temperature', type: 'double', unit: '°C', access: 'r' };
const pump = {
  name: 'pump',
  label: 'Pump',
  mode: 'open',
  version: 3,
  properties: [temperature],
  devices: 2,
  createdAt: '2026-01-01T00:00:00Z',
};
const products = (...items: object[]) => ({ 'GET /api/v1/products': () => ({ body: { items, next: null, total: items.length } }) });
const pumpYaml = `kind: product
name: pump
label: Pump
mode: open
properties:
  - id: temperature
    name: Temperature
    type: double
    unit: °C
    access: r
`;

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test('export writes sorted documents, to standard output or whole into a file', async () => {
  using api = await startApi(products({ ...pump, name: 'valve', label: null, properties: [] }, pump));
  const text = `${pumpYaml}---\nkind: product\nname: valve\nmode: open\n`;
  assert.equal((await thalamus(['export', 'product'], api.env)).out, text);
  const path = join(folder, 'all.yaml');
  const { out } = await thalamus(['export', 'product', '-o', path], api.env);
  assert.match(out, /^2 documents are in /);
  assert.equal(await readFile(path, 'utf8'), text);
  const json = await thalamus(['export', 'product', '--json'], api.env);
  assert.deepEqual(JSON.parse(json.out.split('\n')[1] ?? ''), { kind: 'product', name: 'valve', mode: 'open' });
  assert.equal((await thalamus(['export', 'rocket'], api.env)).code, 2);
});

test('a plan shows every field that would change, and nothing is done', async () => {
  using api = await startApi(products(pump));
  const text = pumpYaml.replace('label: Pump\n', '').replace('°C', 'K\n    max: 400');
  const path = await file('plan.yaml', `${text}  - {id: flow, type: double}\n---\nkind: product\nname: valve\nlabel: "\\e[31mValve"\n`);
  const { code, out } = await thalamus(['apply', '-f', path, '--plan'], api.env);
  assert.equal(code, 0);
  assert.equal(
    out,
    `~ product pump
    label: "Pump" → –
    properties[temperature].unit: "°C" → "K"
    properties[temperature].max: – → 400
    properties[flow]: – → {id: "flow", type: "double", access: "r"}
+ product valve
    label: "\\u001b[31mValve"
    mode: "open"
Plan: 1 to create, 1 to change.
`,
  );
  assert.deepEqual(
    api.calls.map(({ route }) => route),
    ['GET /api/v1/products'],
  );
  const json = JSON.parse((await thalamus(['apply', '-f', path, '--dry-run', '--json'], api.env)).out);
  assert.deepEqual(json.steps[0].changes[1], { field: 'properties[temperature].unit', from: '°C', to: 'K' });
  assert.deepEqual([json.steps[1].action, json.steps[1].line, json.done], ['create', 13, 0]);
});

test('changes are sent with the ETag of what was planned, and only what differs', async () => {
  let now = pump;
  using api = await startApi({
    ...products(pump),
    'GET /api/v1/products/pump': () => ({ body: now, headers: { etag: '"3.x"' } }),
    'PATCH /api/v1/products/pump': () => ({ body: pump }),
  });
  const path = await file('change.yaml', pumpYaml.replace('°C', 'K'));
  const { code, out, err } = await thalamus(['apply', '-f', path, '--yes'], api.env);
  assert.equal(code, 0, err);
  assert.match(out, /product pump: changed\n$/);
  const call = api.calls.at(-1);
  assert.equal(call?.ifMatch, '"3.x"');
  assert.deepEqual(call?.body, { addProperties: [], properties: [{ id: 'temperature', unit: 'K' }] });

  now = { ...pump, label: 'Somebody was faster' };
  const late = await thalamus(['apply', '-f', path, '--yes'], api.env);
  assert.equal(late.code, 6);
  assert.match(late.err, /change\.yaml:1:1: product pump: label was changed since the plan was made/);
  assert.equal(api.calls.at(-1)?.route, 'GET /api/v1/products/pump');
});

test('what the platform can’t do is refused before anything is done', async () => {
  using api = await startApi(products(pump));
  const other = '---\nkind: product\nname: valve\n';
  const path = await file('refused.yaml', `kind: product\nname: pump\nlabel: Pump\nproperties:\n  - {id: flow, type: double}\n${other}`);
  const { code, out, err } = await thalamus(['apply', '-f', path, '--yes'], api.env);
  assert.equal(code, 6);
  assert.match(
    out,
    /! product pump \(.*refused\.yaml:1:1\) can’t be changed that way\n {4}properties\[temperature\]: a property is never removed/,
  );
  assert.match(err, /One change can’t be made\. Nothing was changed\./);
  assert.equal(api.calls.length, 1);
  const retyped = await file('retyped.yaml', pumpYaml.replace('double', 'int32'));
  assert.match((await thalamus(['apply', '-f', retyped, '--plan'], api.env)).out, /properties\[temperature\]\.type: type stays "double"/);
});

test('nothing to do is said, also with --prune where the platform removes none', async () => {
  using api = await startApi(products(pump, { ...pump, name: 'valve' }));
  const path = await file('same.yaml', pumpYaml);
  assert.equal((await thalamus(['apply', '-f', path], api.env)).out, 'Nothing to do: 1 unchanged.\n');
  const { out } = await thalamus(['apply', '-f', path, '--prune'], api.env);
  assert.equal(out, '  product valve stays: the platform removes no product\nNothing to do: 1 kept, 1 unchanged.\n');
});

test('the first failure ends it, with its place in the file and what was done before', async () => {
  const places = [{ field: 'properties.1.id', expected: 'another name' }];
  using api = await startApi({
    ...products(),
    'POST /api/v1/products': (body) =>
      JSON.stringify(body).includes('"b"')
        ? { status: 400, body: { code: 'BAD_REQUEST', title: 'x', detail: 'It does not fit.', places } }
        : { status: 201, body: pump },
  });
  const name = (n: string) => `kind: product\nname: ${n}\nproperties:\n  - {id: x, type: bool}\n  - {id: ts, type: bool}\n`;
  const path = await file('failing.yaml', ['a', 'b', 'c'].map(name).join('---\n'));
  const { code, out, err } = await thalamus(['apply', '-f', path, '--yes'], api.env);
  assert.equal(code, 2);
  assert.match(out, /product a: created\n$/);
  assert.match(err, /failing\.yaml:11:6: product b: It does not fit\. \(BAD_REQUEST\)\n.*another name\n1 of 3 changes were made before/s);
  const json = await thalamus(['apply', '-f', path, '--yes', '--json'], api.env);
  assert.equal(JSON.parse(json.out).done, 1);
  assert.deepEqual([JSON.parse(json.err).code, JSON.parse(json.err).exitCode], ['BAD_REQUEST', 2]);
});

test('people are asked; nobody to ask, or a no, changes nothing', async () => {
  using api = await startApi({ ...products(), 'POST /api/v1/products': () => ({ status: 201, body: pump }) });
  const path = await file('ask.yaml', pumpYaml);
  const asked: string[] = [];
  const answer = (text: string | undefined) => ({
    ask: (question: string) => {
      asked.push(question);
      return Promise.resolve(text);
    },
  });
  const args = ['apply', '-f', path];
  assert.equal((await thalamus(args, api.env, answer(undefined))).code, 2);
  assert.equal((await thalamus(args, api.env, answer(''))).code, 1);
  assert.equal((await thalamus([...args, '--json'], api.env, answer('y'))).code, 2);
  assert.ok(api.calls.every(({ route }) => route.startsWith('GET')));
  assert.equal((await thalamus(args, api.env, answer('yes'))).code, 0);
  assert.equal(api.calls.at(-1)?.route, 'POST /api/v1/products');
  assert.equal(asked.at(-1), 'Make this change? [y/N] ');
});

test('folders are read whole, and standard input', async () => {
  using api = await startApi(products());
  const home = join(folder, 'plant');
  await mkdir(join(home, 'deep'), { recursive: true });
  await writeFile(join(home, 'deep', 'a.yml'), 'kind: product\nname: a\n');
  await writeFile(join(home, 'b.yaml'), 'kind: product\nname: b\n');
  await writeFile(join(home, 'notes.txt'), 'kind: nothing');
  const input = (async function* () {
    yield Buffer.from('kind: product\nna');
    yield Buffer.from('me: c\n');
  })();
  const { out } = await thalamus(['apply', '-f', home, '-f', '-', '--plan'], api.env, { input });
  assert.match(out, /\+ product a\n.*\+ product b\n.*\+ product c\n.*3 to create/s);
});

test('files that can’t be read, or hold no declarations, are said before the platform is asked', async () => {
  using api = await startApi(products());
  const broken = await file('broken.yaml', 'kind: product\nname: a\nspeed: 3\n');
  const { code, err } = await thalamus(['apply', '-f', broken, '--yes'], api.env);
  assert.equal(code, 2);
  assert.match(err, /^Error: .*broken\.yaml:3:1: there is no field speed\nNothing was changed\.\n$/);
  const json = await thalamus(['apply', '-f', broken, '--plan', '--json'], api.env);
  assert.deepEqual(JSON.parse(json.err).places, [{ field: `${broken}:3:1`, expected: 'there is no field speed' }]);
  assert.match((await thalamus(['apply', '-f', join(folder, 'none.yaml')], api.env)).err, /can’t be read/);
  const binary = join(folder, 'binary.yaml');
  await writeFile(binary, Buffer.from([0xff, 0xfe]));
  assert.match((await thalamus(['apply', '-f', binary], api.env)).err, /is no UTF-8 text/);
  const endless = (async function* () {
    for (;;) yield Buffer.alloc(1 << 20);
  })();
  assert.match((await thalamus(['apply', '-f', '-'], api.env, { input: endless })).err, /more than 32 MiB/);
  assert.equal(api.calls.length, 0);
});
