import type { Client, Page } from '@thalamus/sdk';
import { signedIn } from '../connection.ts';
import { profileNames } from '../profile.ts';
import type { Terminal } from '../terminal.ts';
import type { Candidate, NameSource, Typed } from './complete.ts';

/** Longest that completing waits for the platform; then it offers nothing. */
const completionWaitMs = 1_000;
/** Most names that are offered at once. */
const completedNamesMax = 100;

/** Names from the platform and from this machine; an empty list where they can't be had. */
export function createNames(terminal: Terminal): NameSource {
  return async (placeholder, prefix, typed) => {
    if (placeholder === 'profile') return (await profileNames(terminal.configFolder)).map((word) => ({ word }));
    const source = sources[placeholder];
    if (source === undefined) return [];
    const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(completionWaitMs)]);
    return await source(await signedIn({ ...terminal, signal }, whereOf(typed)), prefix);
  };
}

const sources: Readonly<Record<string, (client: Client, prefix: string) => Promise<readonly Candidate[]>>> = {
  device: async (client, prefix) => named(await client.listDevices({ limit: completedNamesMax, total: 'none', filter: beginning(prefix) })),
  product: async (client, prefix) => named(await client.listProducts({ limit: completedNamesMax, filter: beginning(prefix) })),
  space: async (client, prefix) => named(await client.listSpaces({ limit: completedNamesMax, search: prefix === '' ? undefined : prefix })),
  account: async (client) => named(await client.listServiceAccounts({ limit: completedNamesMax })),
  member: async (client) =>
    (await client.listMembers({ limit: completedNamesMax })).items.map(({ email, name }) => ({ word: email, text: name })),
  invitation: async (client) => (await client.listInvitations()).items.map(({ id, email }) => ({ word: id, text: email })),
  share: async (client) => (await client.listShares()).items.map(({ id, toTenant }) => ({ word: id, text: toTenant })),
  tenant: async (client) => (await client.getSession()).tenants.map(({ name, label }) => ({ word: name, text: label ?? '' })),
  'of-tenant': async (client) => named(await client.listTenants({ limit: completedNamesMax })),
  operator: async (client) => (await client.listOperators()).items.map(({ id, email }) => ({ word: id, text: email })),
  impersonation: async (client) => (await client.listImpersonations()).items.map(({ id, tenant }) => ({ word: id, text: tenant })),
  session: async (client) => (await client.listSessions()).items.map(({ id, device }) => ({ word: id, text: device })),
  role: async (client) => named(await client.listRoles({ limit: completedNamesMax })),
  action: async (client) => (await client.listActions()).items.map(({ name, text }) => ({ word: name, text })),
  key: async (client) => (await client.listApiKeys({ limit: completedNamesMax })).items.map(({ id, name }) => ({ word: id, text: name })),
};

function named({ items }: Page<{ readonly name: string; readonly label: string | null }>): readonly Candidate[] {
  return items.map(({ name, label }) => ({ word: name, text: label ?? '' }));
}

function beginning(prefix: string): string | undefined {
  return prefix === '' ? undefined : `name.startsWith(${JSON.stringify(prefix)})`;
}

function whereOf(typed: Typed) {
  const where: { url?: string; profile?: string; tenant?: string } = {};
  for (const key of ['url', 'profile', 'tenant'] as const) {
    const value = typed.get(`--${key}`);
    if (value !== undefined) where[key] = value;
  }
  return where;
}
