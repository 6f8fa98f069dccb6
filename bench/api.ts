import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Client } from '@thalamus/sdk';
import { type HttpResult, httpLoad } from './load/http.ts';
import { devicesOfTenant, fillMillion } from './million.ts';
import { type Platform, startPlatform } from './platform.ts';
import { ms, table, whole } from './table.ts';

const connections = 16;
const listConnections = 4;
const rounds = 2;
/** Pages that are asked for in turn, per condition. */
const pagesPerCondition = 5;
/** p95 of one page that must be kept, µs. */
const pageUsMax = 50_000;

const conditions: readonly Readonly<Record<string, string>>[] = [
  {},
  { filter: `labels.tier == 'gold' && state == 'offline'` },
  { filter: `labels.tier == 'gold' && state == 'online'`, sort: '-createdAt' },
  { filter: `labels.line == '40'` },
  { state: 'offline', sort: '-name' },
  { search: '0042' },
  { filter: `name.matches('[13579][02468]0$')` },
  { total: 'bounded' },
  { total: 'bounded', filter: `labels.tier == 'gold' && state == 'offline'` },
];

/** Calls per second beside a bare Fastify, and pages of a filtered, sorted, permission-scoped list over a million devices. */
export async function benchApi(folder: string, seconds: number, say: (line: string) => void): Promise<unknown> {
  await using platform = await startPlatform(folder);
  const [device] = await platform.createDevices('speed', 1);
  await report(platform, device?.username ?? '', device?.password ?? '');
  const { key } = await platform.api.createApiKey({ name: 'speed', role: 'viewer' });
  const speed = await besideHello(platform, key, seconds);
  say(
    table(
      ['16 connections', 'calls/s', 'of bare Fastify', 'p50', 'p95'],
      speed.map(({ name, result, ratio }) => [
        name,
        whole(result.perSecond),
        ratio.toFixed(2),
        ms(result.latency.quantile(0.5)),
        ms(result.latency.quantile(0.95)),
      ]),
    ),
  );

  say(`filling ${whole(devicesOfTenant)} devices …`);
  await fillMillion(platform.home, 'default');
  const scope = { kind: 'space', space: 'site-1' } as const;
  const scoped = await platform.api.createApiKey({ name: 'scoped', role: 'viewer', scope });
  const viewer = platform.as(scoped.key);
  const { total } = await viewer.listDevices({ limit: 1, total: 'exact' });
  say(`a viewer of one space sees ${whole(total ?? 0)} of them; pages of 50:`);
  const pages = [];
  for (const condition of conditions) {
    const paths = await pagePaths(viewer, condition);
    await httpLoad({ port: platform.httpPort, paths, headers: bearer(scoped.key), connections: 1, seconds: 1 });
    const result = await httpLoad({ port: platform.httpPort, paths, headers: bearer(scoped.key), connections: listConnections, seconds });
    pages.push({ name: JSON.stringify(condition), counted: condition.total !== undefined, result });
  }
  say(
    table(
      [`${listConnections} connections`, 'pages/s', 'p50', 'p95', 'asked'],
      pages.map(({ name, counted, result }) => {
        const p95 = result.latency.quantile(0.95);
        const kept = counted ? 'with its count' : `≤ ${ms(pageUsMax)}: ${p95 <= pageUsMax ? 'kept' : 'MISSED'}`;
        return [name, whole(result.perSecond), ms(result.latency.quantile(0.5)), ms(p95), kept];
      }),
    ),
  );
  return {
    calls: speed.map(({ name, result, ratio }) => ({ name, ratio, ...figures(result) })),
    devices: devicesOfTenant,
    visible: total,
    pages: pages.map(({ name, result }) => ({ condition: name, ...figures(result) })),
  };
}

/** Ours and the peer's in turn, each alone on the machine; the best round of each. */
async function besideHello(platform: Platform, key: string, seconds: number) {
  const hello = spawn(process.execPath, [fileURLToPath(new URL('hello.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface({ input: hello.stdout }), 'line')) as [string];
    const calls = [
      { name: 'bare Fastify, {"hello":"world"}', port: Number(line), path: '/', headers: {} },
      ...['/devices?limit=50&total=none', '/devices/speed-1', '/devices/speed-1/values'].map((path) => ({
        name: `GET ${path}`,
        port: platform.httpPort,
        path: `/api/v1${path}`,
        headers: bearer(key),
      })),
    ];
    const best = new Map<string, HttpResult>();
    for (let round = 0; round <= rounds; round++) {
      for (const { name, port, path, headers } of calls) {
        const result = await httpLoad({ port, paths: [path], headers, connections, seconds: round === 0 ? 1 : seconds });
        if (round > 0 && result.perSecond > (best.get(name)?.perSecond ?? 0)) best.set(name, result);
      }
    }
    const peer = [...best.values()][0]?.perSecond ?? Number.NaN;
    return Array.from(best, ([name, result]) => ({ name, result, ratio: result.perSecond / peer }));
  } finally {
    hello.kill();
  }
}

async function pagePaths(viewer: Client, condition: Readonly<Record<string, string>>): Promise<string[]> {
  const paths: string[] = [];
  let cursor: string | undefined;
  while (paths.length < pagesPerCondition) {
    const query = { total: 'none', ...condition, limit: '50', ...(cursor === undefined ? {} : { cursor }) };
    paths.push(`/api/v1/devices?${new URLSearchParams(query)}`);
    // Far pages too: some hundred devices on.
    const { next } = await viewer.listDevices({ ...condition, total: 'none', limit: 500, cursor } as Parameters<Client['listDevices']>[0]);
    if (next === null) break;
    cursor = next;
  }
  return paths;
}

async function report(platform: Platform, username: string, password: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${platform.httpPort}/device/v1/properties`, {
    method: 'POST',
    headers: { ...bearer(password), 'x-device': username, 'content-type': 'application/json' },
    body: JSON.stringify({ temperature: 21.5, pressure: 3.1, rpm: 900 }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

function bearer(key: string): { readonly authorization: string } {
  return { authorization: `Bearer ${key}` };
}

function figures({ perSecond, latency }: HttpResult) {
  return { perSecond, p50Us: latency.quantile(0.5), p95Us: latency.quantile(0.95) };
}
