import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import { addressAllowed } from './address-list.ts';
import { apiKeyFits, formatApiKey, hashApiKeySecret, newApiKey, parseApiKey } from './api-key.ts';
import type { ApiKeyRow, ApiKeyStore, UsableKeyRow } from './api-key-store.ts';
import { type Assignment, readAssignments } from './assignment.ts';
import type { KeyIdentity } from './contexts.ts';

/** Most keys that one tenant may have. */
export const apiKeysPerTenantMax = 1_000;
/** How long a key is believed without asking the database; deleting it here ends it at once. */
export const apiKeyCacheMs = 30_000;
/** Keys kept in memory; beyond it the oldest is asked for again. */
export const apiKeyCacheMax = 10_000;
/** The time of last use is written this often. */
export const lastUsedFlushMs = 10_000;

export interface ApiKeys extends AsyncDisposable {
  /** Whose key this bearer token is; undefined when it is no valid key, or none for this address. */
  identify(token: string, address: string): Promise<KeyIdentity | undefined>;
  create(tenant: string, creator: string, wish: KeyWish): Promise<{ readonly row: ApiKeyRow; readonly key: string }>;
  remove(tenant: string, id: string): Promise<void>;
}

export interface KeyWish {
  readonly name: string;
  readonly assignments: readonly Assignment[];
  readonly addresses: readonly string[];
  readonly serviceAccount: string | undefined;
  readonly expiresAt: Date | undefined;
}

/** The keys of programs: verified in memory, written to the database in batches. */
export function createApiKeys(store: ApiKeyStore, events: EventBus, log: Logger, now: () => number): ApiKeys {
  const cache = new Map<string, { readonly until: number; readonly row: UsableKeyRow }>();
  const used = new Map<string, Date>();
  // A look-up that was under way while a key was deleted must not put it back.
  let generation = 0;
  let flushing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    flushing = flush();
  }, lastUsedFlushMs).unref();
  events.on('access.changed', () => {
    generation++;
    cache.clear();
  });
  return { identify, create, remove, [Symbol.asyncDispose]: close };

  async function identify(token: string, address: string): Promise<KeyIdentity | undefined> {
    const text = parseApiKey(token);
    if (text === undefined) return undefined;
    const row = await find(text.id);
    if (row === undefined || !apiKeyFits(text.secret, row.hash)) return undefined;
    if (row.expires_at !== null && row.expires_at.getTime() <= now()) return undefined;
    if (row.account_disabled === true || !addressAllowed(row.addresses, address)) return undefined;
    used.set(row.id, new Date(now()));
    const account = row.service_account;
    const assignments = readAssignments(account === null ? row.assignments : row.account_assignments);
    return { id: row.id, name: account === null ? row.name : `${account}/${row.name}`, tenant: row.tenant, assignments };
  }

  async function find(id: string): Promise<UsableKeyRow | undefined> {
    const known = cache.get(id);
    if (known !== undefined && known.until > now()) return known.row;
    cache.delete(id);
    const began = generation;
    const row = await store.find(id);
    if (row !== undefined && began === generation) cache.set(id, { until: now() + apiKeyCacheMs, row });
    for (const oldest of cache.keys()) {
      if (cache.size <= apiKeyCacheMax) break;
      cache.delete(oldest);
    }
    return row;
  }

  async function create(tenant: string, creator: string, { name, assignments, addresses, serviceAccount, expiresAt }: KeyWish) {
    const text = newApiKey();
    const row = await store.insert(
      {
        id: text.id,
        tenant,
        name,
        hash: hashApiKeySecret(text.secret),
        assignments: JSON.stringify(assignments),
        addresses: [...addresses],
        service_account: serviceAccount ?? null,
        created_by: creator,
        created_at: new Date(now()),
        expires_at: expiresAt ?? null,
        last_used_at: null,
      },
      apiKeysPerTenantMax,
    );
    if (row === undefined) {
      throw new Fault('CONFLICT', `There are ${apiKeysPerTenantMax} keys already; delete some that are not used any more`);
    }
    return { row, key: formatApiKey(text) };
  }

  async function remove(tenant: string, id: string): Promise<void> {
    const removed = await store.remove(tenant, id);
    generation++;
    if (!removed) throw new Fault('NOT_FOUND', `There is no key ${id}`);
    cache.delete(id);
    used.delete(id);
  }

  async function flush(): Promise<void> {
    if (used.size === 0) return;
    const batch = new Map(used);
    used.clear();
    try {
      await store.touch(batch);
    } catch (error) {
      log.warn({ err: error }, 'the time of last use of API keys could not be written');
    }
  }

  async function close(): Promise<void> {
    clearInterval(timer);
    await flushing;
    await flush();
  }
}
