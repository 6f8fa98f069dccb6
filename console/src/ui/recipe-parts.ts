import { chosenTenant } from '../api/tenant.ts';
import { shellQuote as q } from './shell-quote.ts';

const authorization = '-H "Authorization: Bearer $THALAMUS_API_KEY"';
const tenant = chosenTenant === undefined ? '' : ` -H ${q(`Thalamus-Tenant: ${chosenTenant}`)}`;

/** A call of the API as a curl command, in the tenant of this tab. */
export function curl(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object): string {
  const how = method === 'GET' || (method === 'POST' && body !== undefined) ? '' : ` -X ${method}`;
  const json = body === undefined ? '' : ` -H 'Content-Type: application/json'`;
  const data = body === undefined ? '' : ` -d ${q(JSON.stringify(body))}`;
  return `curl -sS${how} ${authorization}${tenant}${json} ${q(location.origin + path)}${data}`;
}

/** A program that makes one call of the SDK. */
export function sdk(call: string): string {
  const inTenant = chosenTenant === undefined ? '' : `, tenant: ${JSON.stringify(chosenTenant)}`;
  return `import { createClient } from '@thalamus/sdk';

const client = createClient({ url: ${JSON.stringify(location.origin)}, apiKey: process.env.THALAMUS_API_KEY${inTenant} });
${call}`;
}

/** The same as a command line; options without a value are left out. */
export function cli(words: string, options: Readonly<Record<string, string | readonly string[] | undefined>> = {}): string {
  const all = { ...options, tenant: chosenTenant };
  const flags = Object.entries(all).flatMap(([name, value]) =>
    (value === undefined ? [] : [value].flat()).map((each) => `--${name} ${q(each)}`),
  );
  return ['npx thalamus', words, ...flags].join(' ');
}
