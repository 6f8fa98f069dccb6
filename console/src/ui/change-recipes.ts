import type { SsoSettingsInput } from '@thalamus/sdk';
import type { Recipe } from './copy-as.tsx';
import { cli, curl, sdk } from './recipe-parts.ts';
import { shellQuote as q } from './shell-quote.ts';

interface Change {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: object;
  readonly words: string;
  readonly call: string;
}

/** What only a person may do, never a key: signs in first, as a browser does; `thalamus login` did it for the command line. */
function personRecipe(email: string, { method, path, body, words, call }: Change): Recipe {
  const headers = `-H ${q(`Origin: ${location.origin}`)} -H 'Content-Type: application/json'`;
  // The password stays out of the shell's history.
  const login = `{"email":${JSON.stringify(email)},"password":"'"$THALAMUS_PASSWORD"'"}`;
  return {
    api: [
      `curl -sS -o /dev/null -c session ${headers} ${q(`${location.origin}/api/v1/session`)} -d '${login}'`,
      `curl -sS -b session ${headers} -X ${method} ${q(location.origin + path)} -d ${q(JSON.stringify(body))}`,
    ].join('\n'),
    cli: `npx thalamus ${words}`,
    sdk: `import { createClient } from '@thalamus/sdk';

const client = createClient({ url: ${JSON.stringify(location.origin)} });
await client.signIn({ email: ${JSON.stringify(email)}, password: process.env.THALAMUS_PASSWORD });
${call}`,
  };
}

export function createTenantRecipe(email: string, body: { name: string; label?: string; ownerEmail: string }): Recipe {
  const label = body.label === undefined ? '' : ` --label ${q(body.label)}`;
  return personRecipe(email, {
    method: 'POST',
    path: '/api/v1/operator/tenants',
    body,
    words: `tenant create ${q(body.name)} --owner ${q(body.ownerEmail)}${label}`,
    call: `const { link } = await client.createTenant(${JSON.stringify(body)});`,
  });
}

export function inviteOwnerRecipe(email: string, tenant: string, body: { email: string }): Recipe {
  return personRecipe(email, {
    method: 'POST',
    path: `/api/v1/operator/tenants/${encodeURIComponent(tenant)}/owners`,
    body,
    words: `tenant invite-owner ${q(tenant)} ${q(body.email)}`,
    call: `const { link } = await client.inviteOwner(${JSON.stringify(tenant)}, ${JSON.stringify(body)});`,
  });
}

export function lookRecipe(email: string, body: { tenant: string; reason: string; minutes: number }): Recipe {
  return personRecipe(email, {
    method: 'POST',
    path: '/api/v1/operator/impersonations',
    body,
    words: `impersonation begin ${q(body.tenant)} --reason ${q(body.reason)} --minutes ${body.minutes}`,
    call: `await client.beginImpersonation(${JSON.stringify(body)});`,
  });
}

export function addOperatorRecipe(email: string, body: { email: string }): Recipe {
  return personRecipe(email, {
    method: 'POST',
    path: '/api/v1/operator/operators',
    body,
    words: `operator add ${q(body.email)}`,
    call: `const operator = await client.addOperator(${JSON.stringify(body)});`,
  });
}

export function usageRecipe(): Recipe {
  return {
    api: curl('GET', '/api/v1/usage'),
    cli: cli('usage'),
    sdk: sdk('const { quotas, days } = await client.getUsage();'),
  };
}

/** Only what is changed is named on the command line; the API takes all that the tenant has of its own. */
export function setQuotasRecipe(email: string, tenant: string, own: Readonly<Record<string, number | null>>): Recipe {
  const settings = Object.entries(own).map(([quota, limit]) => `${quota}=${limit ?? 'none'}`);
  return personRecipe(email, {
    method: 'PUT',
    path: `/api/v1/operator/tenants/${encodeURIComponent(tenant)}/quotas`,
    body: own,
    words: `quota set ${q(tenant)} ${settings.join(' ')}`,
    call: `await client.setTenantQuotas(${JSON.stringify(tenant)}, ${JSON.stringify(own)});`,
  });
}

/** As for quotas. */
export function setConnectionLimitsRecipe(email: string, set: object): Recipe {
  const settings = Object.entries(set).map(([limit, value]) => `${limit}=${value ?? 'none'}`);
  return personRecipe(email, {
    method: 'PUT',
    path: '/api/v1/operator/connection-limits',
    body: set,
    words: `connection-limit set ${settings.join(' ')}`,
    call: `await client.setConnectionLimits(${JSON.stringify(set)});`,
  });
}

export function banAddressRecipe(email: string, body: { address: string; reason: string; expiresAt?: string }): Recipe {
  const until = body.expiresAt === undefined ? '' : ` --until ${body.expiresAt}`;
  return personRecipe(email, {
    method: 'POST',
    path: '/api/v1/operator/address-bans',
    body,
    words: `address-ban create ${q(body.address)} --reason ${q(body.reason)}${until}`,
    call: `const ban = await client.createAddressBan(${JSON.stringify(body)});`,
  });
}

export function renameTenantRecipe(body: { label: string | null }): Recipe {
  return {
    api: curl('PATCH', '/api/v1/tenant', body),
    cli: body.label === null ? cli('tenant set --no-label') : cli('tenant set', { label: body.label }),
    sdk: sdk(`await client.updateTenant(${JSON.stringify(body)});`),
  };
}

/** The secret is never copied; where it is needed, it comes from a variable. */
export function setSsoRecipe({ clientSecret: _secret, ...input }: SsoSettingsInput): Recipe {
  const { issuer, clientId, domains, defaultRole, required, emailTrusted } = input;
  const flags = [defaultRole ? [] : '--no-default-role', required ? '--required' : [], emailTrusted ? '--email-trusted' : []].flat();
  const options = { issuer, 'client-id': clientId, domain: domains, 'default-role': defaultRole ?? undefined };
  return {
    api: curl('PUT', '/api/v1/sso', input),
    cli: cli(['sso set', ...flags].join(' '), options),
    sdk: sdk(`await client.setSso({ ...${JSON.stringify(input)}, clientSecret: process.env.SSO_CLIENT_SECRET });`),
  };
}
