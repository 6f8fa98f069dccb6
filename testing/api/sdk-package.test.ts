import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { buildSdkPackage, compile } from './sdk-package.ts';

const program = `import { createClient, etagOf } from '@thalamus/sdk';
const client = createClient({ url: process.argv[2] ?? '' });
const device = await client.getDevice('pump-1');
const name: string = device.name;
console.log(name, etagOf(device));
`;
const options = {
  strict: true,
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024', 'dom'],
  types: ['node'],
  skipLibCheck: false,
  noEmitOnError: true,
};

test('the package that others install runs in plain Node and has its types', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'thalamus-sdk-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await buildSdkPackage(join(folder, 'node_modules/@thalamus/sdk'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'main.ts'), program.replace('process.argv[2] ??', '(globalThis as { url?: string }).url ??'));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, types: [] }, files: ['main.ts'] }));
  await compile(folder, '-p', '.', '--noEmit');
  await writeFile(join(folder, 'wrong.ts'), program.replace('string =', 'number ='));
  await assert.rejects(
    compile(folder, '--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', 'wrong.ts'),
    /not assignable to type 'number'/,
  );

  await writeFile(join(folder, 'main.js'), program.replace(': string', ''));
  const server = createServer((_request, response) => void response.setHeader('etag', '"3"').end('{"name":"pump-1"}')).listen(
    0,
    '127.0.0.1',
  );
  t.after(() => server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'main.js'), url]);
  assert.equal(stdout, 'pump-1 "3"\n');
});
