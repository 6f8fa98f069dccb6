import type { AuditQuery, HistoryQuery } from '@thalamus/sdk';
import type { Recipe } from './copy-as.tsx';
import { shellQuote as q } from './shell-quote.ts';

const authorization = '-H "Authorization: Bearer $THALAMUS_API_KEY"';

function get(path: string): string {
  return `curl -sS ${authorization} ${q(location.origin + path)}`;
}

function post(path: string, body: object): string {
  return `curl -sS ${authorization} -H 'Content-Type: application/json' ${q(location.origin + path)} -d ${q(JSON.stringify(body))}`;
}

function sdk(call: string): string {
  return `import { createClient } from '@thalamus/sdk';

const client = createClient({ url: ${JSON.stringify(location.origin)}, apiKey: process.env.THALAMUS_API_KEY });
${call}`;
}

export function createDeviceRecipe(body: { name: string; product: string; label?: string }): Recipe {
  return {
    api: post('/api/v1/devices', body),
    cli: `npx thalamus device create ${q(body.name)} --product ${q(body.product)}`,
    sdk: sdk(`const device = await client.createDevice(${JSON.stringify(body)});`),
  };
}

export function valuesRecipe(device: string): Recipe {
  return {
    api: get(`/api/v1/devices/${encodeURIComponent(device)}/values`),
    cli: `npx thalamus values ${q(device)}`,
    sdk: sdk(`const { values } = await client.getValues(${JSON.stringify(device)});`),
  };
}

/** The API and the SDK repeat the chart's own query; the CLI asks for buckets of about the same width. */
export function historyRecipe(device: string, query: HistoryQuery, bucketSeconds: number): Recipe {
  const properties = query.properties.map((property) => `--property ${q(property)}`).join(' ');
  const [from, to] = [query.from, query.to].map((time) => new Date(time).toISOString());
  const body = { ...query, from, to };
  return {
    api: post('/api/v1/history', body),
    cli: `npx thalamus history ${q(device)} ${properties} --from ${from} --to ${to} --bucket ${bucketSeconds}s`,
    sdk: sdk(`const history = await client.queryHistory(${JSON.stringify(body)});`),
  };
}

/** A first call that shows at once whether a key works; `key` may be a shell variable. */
export function tryKeyCommand(key: string): string {
  return `curl -sS -H "Authorization: Bearer ${key}" ${location.origin}/api/v1/devices`;
}

/** The search of the audit log's page; a span of time is counted back from when the call is made. */
export function auditRecipe({ spanMs, ...filter }: AuditQuery & { readonly spanMs?: number | undefined }): Recipe {
  const from = spanMs === undefined ? undefined : new Date(Date.now() - spanMs).toISOString();
  const query = Object.fromEntries(Object.entries({ ...filter, from }).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
  const text = new URLSearchParams(query).toString();
  const { resourceType, resource, ...rest } = query;
  const thing = resourceType === undefined ? resource : `${resourceType}/${resource ?? ''}`;
  const flags = Object.entries({ ...rest, ...(thing === undefined ? {} : { resource: thing }) });
  return {
    api: get(`/api/v1/audit${text === '' ? '' : `?${text}`}`),
    cli: ['npx thalamus audit list', ...flags.map(([name, value]) => `--${name} ${q(value)}`)].join(' '),
    sdk: sdk(`const { items } = await client.listAudit(${JSON.stringify(query)});`),
  };
}
