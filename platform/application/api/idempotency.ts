import { createHash } from 'node:crypto';
import { Fault } from '#core/errors.ts';
import type { Logger } from '#core/logger.ts';
import type { Actor } from '#core/route.ts';
import type { IdempotencyRow, IdempotencyStore } from './idempotency-store.ts';
import { seal, unseal } from './seal.ts';

/** An answer is kept for repetition this long. */
export const idempotencyKeptMs = 24 * 3_600_000;
/** Longest Idempotency-Key. */
export const idempotencyKeyCharsMax = 255;
/** A request that did not end within this time (the program died) gives its key to the next that asks. */
export const idempotencyClaimMs = 60_000;
const forgetEveryMs = 3_600_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Idempotency extends AsyncDisposable {
  /** Does the work once per key; a repetition gets the first one's answer, also while that is still under way. */
  once(actor: Actor, key: string, route: string, body: unknown, work: () => Promise<Answer>): Promise<Answer>;
}

/** What was answered to requests that carried an Idempotency-Key; answers hold secrets, so they are sealed. */
export function createIdempotency(store: IdempotencyStore, sealKey: Uint8Array, log: Logger, now: () => number): Idempotency {
  const running = new Map<string, Promise<Answer>>();
  const timer = setInterval(() => void forgetOld(), forgetEveryMs).unref();
  return {
    once,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await Promise.allSettled(running.values());
    },
  };

  async function once(actor: Actor, key: string, route: string, body: unknown, work: () => Promise<Answer>): Promise<Answer> {
    if (!/^[\x21-\x7e]+$/.test(key) || key.length > idempotencyKeyCharsMax) {
      throw new Fault('BAD_REQUEST', `Idempotency-Key: 1 to ${idempotencyKeyCharsMax} visible ASCII characters`);
    }
    const row: IdempotencyRow = {
      tenant: actor.tenant,
      actor: `${actor.kind} ${actor.id}`,
      key,
      route,
      request_hash: createHash('sha256')
        .update(JSON.stringify(body ?? null))
        .digest(),
      status: null,
      response: null,
      created_at: new Date(now()),
    };
    const name = JSON.stringify([row.tenant, row.actor, row.key]);
    for (;;) {
      const other = running.get(name);
      if (other === undefined) break;
      // How it ends for the other caller is told to the other caller; here the row decides.
      await other.catch(() => {});
    }
    const outcome = first(row, work);
    running.set(name, outcome);
    try {
      return await outcome;
    } finally {
      running.delete(name);
    }
  }

  async function first(row: IdempotencyRow, work: () => Promise<Answer>): Promise<Answer> {
    const held = await store.claim(row);
    if (held !== undefined) {
      const answer = await earlier(held, row);
      if (answer !== undefined) return answer;
    }
    let answer: Answer;
    try {
      answer = await work();
    } catch (error) {
      await store.release(row).catch((cause: unknown) => log.warn({ err: cause }, 'an Idempotency-Key could not be given back'));
      throw error;
    }
    // The work is done: failing to remember that must not look like a failure of the work.
    await store
      .finish(row, answer.status, seal(sealKey, JSON.stringify(answer.body ?? null), aboutOf(row)))
      .catch((cause: unknown) => log.warn({ err: cause }, 'the answer to an Idempotency-Key could not be kept'));
    return answer;
  }

  /** The answer given before; undefined when the key was taken over from a request that never ended. */
  async function earlier(held: IdempotencyRow, row: IdempotencyRow): Promise<Answer | undefined> {
    if (held.route !== row.route || !held.request_hash.equals(row.request_hash)) {
      throw new Fault('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used for another request; send a new one');
    }
    if (held.status !== null && held.response !== null) {
      const text = unseal(sealKey, held.response, aboutOf(row));
      if (text === undefined)
        throw new Fault('CONFLICT', 'This was done before, but its answer can’t be read any more: the platform’s secret was changed');
      return { status: held.status, body: JSON.parse(text) };
    }
    const abandoned = row.created_at.getTime() - held.created_at.getTime() > idempotencyClaimMs;
    if (abandoned && (await store.takeOver(row, held.created_at))) return undefined;
    throw new Fault('CONFLICT', 'A request with this Idempotency-Key is under way; ask again in a moment');
  }

  async function forgetOld(): Promise<void> {
    try {
      await store.forgetBefore(new Date(now() - idempotencyKeptMs));
    } catch (error) {
      log.warn({ err: error }, 'old Idempotency-Keys could not be deleted');
    }
  }
}

function aboutOf(row: IdempotencyRow): string {
  return JSON.stringify([row.tenant, row.actor, row.key, row.route]);
}
