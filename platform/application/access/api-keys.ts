import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import { addressAllowed } from './address-list.ts';
import { apiKeyFits, formatApiKey, hashApiKeySecret, newApiKey, parseApiKey } from './api-key.ts';
import type { ApiKeyRow, ApiKeyStore, UsableKeyRow } from './api-key-store.ts';
import { applicationOf, keyCredential } from './application-name.ts';
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
  /** The same with the reason why not. */
  judge(token: string, address: string): Promise<KeyJudgement>;
  /** The same of a key that was proven before, by its id. */
  standing(id: string, address: string): Promise<KeyJudgement>;
  create(tenant: string, creator: string, wish: KeyWish): Promise<{ readonly row: ApiKeyRow; readonly key: string }>;
  remove(tenant: string, id: string): Promise<void>;
}

export type KeyJudgement =
  | { readonly ok: true; readonly key: KeyIdentity }
  | { readonly ok: false; readonly reason: 'unknown-key' | 'wrong-key' | 'expired-key' | 'account-disabled' | 'address' };

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
  return { identify, judge, standing, create, remove, [Symbol.asyncDispose]: close };

  async function identify(token: string, address: string): Promise<KeyIdentity | undefined> {
    const judgement = await judge(token, address);
    return judgement.ok ? judgement.key : undefined;
  }

  async function judge(token: string, address: string): Promise<KeyJudgement> {
    const text = parseApiKey(token);
    const row = text === undefined ? undefined : await find(text.id);
    if (text === undefined || row === undefined) return { ok: false, reason: 'unknown-key' };
    return apiKeyFits(text.secret, row.hash) ? judged(row, address) : { ok: false, reason: 'wrong-key' };
  }

  async function standing(id: string, address: string): Promise<KeyJudgement> {
    const row = await find(id);
    return row === undefined ? { ok: false, reason: 'unknown-key' } : judged(row, address);
  }

  function judged(row: UsableKeyRow, address: string): KeyJudgement {
    const { id, tenant, service_account: account, expires_at: expiresAt } = row;
    if (expiresAt !== null && expiresAt.getTime() <= now()) return { ok: false, reason: 'expired-key' };
    if (row.account_disabled === true) return { ok: false, reason: 'account-disabled' };
    if (!addressAllowed(row.addresses, address)) return { ok: false, reason: 'address' };
    used.set(id, new Date(now()));
    const assignments = readAssignments(account === null ? row.assignments : row.account_assignments);
    return { ok: true, key: { id, name: account === null ? row.name : `${account}/${row.name}`, tenant, assignments, account, expiresAt } };
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
    const row = await find(id);
    const removed = await store.remove(tenant, id);
    generation++;
    if (!removed) throw new Fault('NOT_FOUND', `There is no key ${id}`);
    cache.delete(id);
    used.delete(id);
    events.publish('credential.revoked', {
      tenant,
      application: applicationOf(id, row?.service_account ?? null),
      credential: keyCredential(id),
    });
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
