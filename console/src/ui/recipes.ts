import type { AuditQuery, DeviceInput, HistoryQuery } from '@thalamus/sdk';
import type { Recipe } from './copy-as.tsx';
import { cli, curl, sdk } from './recipe-parts.ts';
import { shellQuote as q } from './shell-quote.ts';

export function createDeviceRecipe(body: DeviceInput): Recipe {
  return {
    api: curl('POST', '/api/v1/devices', body),
    cli: cli(`device create ${q(body.name)}`, {
      product: body.product,
      label: body.label,
      space: body.space,
      labels: Object.entries(body.labels ?? {}).map(([key, value]) => `${key}=${value}`),
    }),
    sdk: sdk(`const device = await client.createDevice(${JSON.stringify(body)});`),
  };
}

export function valuesRecipe(device: string): Recipe {
  return {
    api: curl('GET', `/api/v1/devices/${encodeURIComponent(device)}/values`),
    cli: cli(`values ${q(device)}`),
    sdk: sdk(`const { values } = await client.getValues(${JSON.stringify(device)});`),
  };
}

/** The API and the SDK repeat the chart's own query; the CLI asks for buckets of about the same width. */
export function historyRecipe(device: string, query: HistoryQuery, bucketSeconds: number): Recipe {
  const [from, to] = [query.from, query.to].map((time) => new Date(time).toISOString()) as [string, string];
  const body = { ...query, from, to };
  return {
    api: curl('POST', '/api/v1/history', body),
    cli: cli(`history ${q(device)}`, { property: query.properties, from, to, bucket: `${bucketSeconds}s` }),
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
  return {
    api: curl('GET', `/api/v1/audit${text === '' ? '' : `?${text}`}`),
    cli: cli('audit list', { ...rest, resource: thing }),
    sdk: sdk(`const { items } = await client.listAudit(${JSON.stringify(query)});`),
  };
}
