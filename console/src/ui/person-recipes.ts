import type { Recipe } from './copy-as.tsx';
import { shellQuote as q } from './shell-quote.ts';

interface PersonCall {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: object;
  readonly cli: string;
  readonly sdk: string;
}

/** What only a person may do, never a key: signs in first, as a browser does; `thalamus login` did it for the command line. */
function personRecipe(email: string, { method, path, body, cli, sdk }: PersonCall): Recipe {
  const headers = `-H ${q(`Origin: ${location.origin}`)} -H 'Content-Type: application/json'`;
  // The password stays out of the shell's history.
  const login = `{"email":${JSON.stringify(email)},"password":"'"$THALAMUS_PASSWORD"'"}`;
  return {
    api: [
      `curl -sS -o /dev/null -c session ${headers} ${q(`${location.origin}/api/v1/session`)} -d '${login}'`,
      `curl -sS -b session ${headers} -X ${method} ${q(location.origin + path)} -d ${q(JSON.stringify(body))}`,
    ].join('\n'),
    cli: `npx thalamus ${cli}`,
    sdk: `import { createClient } from '@thalamus/sdk';

const client = createClient({ url: ${JSON.stringify(location.origin)} });
await client.signIn({ email: ${JSON.stringify(email)}, password: process.env.THALAMUS_PASSWORD });
${sdk}`,
  };
}

export function createTenantRecipe(email: string, body: { name: string; label?: string; ownerEmail: string }): Recipe {
  const label = body.label === undefined ? '' : ` --label ${q(body.label)}`;
  return personRecipe(email, {
    method: 'POST',
    path: '/api/v1/operator/tenants',
    body,
    cli: `tenant create ${q(body.name)} --owner ${q(body.ownerEmail)}${label}`,
    sdk: `const { link } = await client.createTenant(${JSON.stringify(body)});`,
  });
}

export function addOperatorRecipe(email: string, body: { email: string }): Recipe {
  return personRecipe(email, {
    method: 'POST',
    path: '/api/v1/operator/operators',
    body,
    cli: `operator add ${q(body.email)}`,
    sdk: `const operator = await client.addOperator(${JSON.stringify(body)});`,
  });
}
