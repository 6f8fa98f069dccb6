import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { run } from './run.ts';
import { silentTerminal, type Terminal } from './terminal.ts';

/** A folder of the running test file; removed at its end. */
export const folder = await mkdtemp(join(tmpdir(), 'thalamus-cli-'));
after(() => rm(folder, { recursive: true, force: true }));

export type Answers = Readonly<
  Record<string, (body: unknown, url: URL) => { status?: number; body?: unknown; headers?: Record<string, string> }>
>;

/** Answers as the API's contract says; what is under test is what the program makes of answers. */
export async function startApi(answers: Answers) {
  const urls: string[] = [];
  const calls: {
    route: string;
    key: string | undefined;
    cookie: string | undefined;
    tenant: unknown;
    ifMatch: string | undefined;
    body: unknown;
  }[] = [];
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    const body: unknown = raw === '' ? undefined : JSON.parse(raw);
    urls.push(request.url ?? '');
    const url = new URL(request.url ?? '', 'http://localhost');
    const route = `${request.method} ${url.pathname}`;
    const { authorization: key, cookie, 'thalamus-tenant': tenant, 'if-match': ifMatch } = request.headers;
    calls.push({ route, key, cookie, tenant, ifMatch, body });
    const answer = answers[route]?.(body, url) ?? {
      status: 404,
      body: { code: 'NOT_FOUND', title: 'There is nothing here by that name', detail: `no ${route}` },
    };
    const status = answer.status ?? 200;
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    response.writeHead(status, { 'content-type': type, 'set-cookie': 'thalamus=s; HttpOnly', ...answer.headers });
    response.end(status === 204 ? undefined : JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url, env: { THALAMUS_URL: url, THALAMUS_API_KEY: 'thk_x' }, urls, calls, [Symbol.dispose]: close };
}

/** Runs the program to its end; what it said and its exit code. */
export async function thalamus(args: readonly string[], env: Record<string, string> = {}, more: Partial<Terminal> = {}) {
  const said = { out: '', err: '' };
  const code = await run(args, {
    ...silentTerminal,
    out: (chunk) => {
      said.out += chunk;
    },
    err: (chunk) => {
      said.err += chunk;
    },
    env,
    configFolder: join(folder, 'config'),
    hostname: 'desk',
    ...more,
  });
  return { code, ...said };
}
