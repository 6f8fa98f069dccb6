import type { Actor } from '#core/route.ts';
import { requestBurstS } from './meter.ts';
import type { Meters } from './meters.ts';
import { TokenBucket } from './token-bucket.ts';

/** API keys whose rate is kept in memory; beyond it the one that called longest ago begins anew. */
export const keyBucketsMax = 10_000;

type SetHeader = (name: string, value: string) => void;

/** Bounds the API requests of a tenant and of each key. */
export interface RequestRate {
  /**
   * Counts one request of the actor and tells what is left in `RateLimit-Policy` and `RateLimit`
   * (draft-ietf-httpapi-ratelimit-headers, fields as since its version 08). Throws `QUOTA_EXCEEDED`.
   */
  take(actor: Pick<Actor, 'kind' | 'id' | 'tenant'>, setHeader: SetHeader): void;
}

export function createRequestRate(meters: Meters, now: () => number): RequestRate {
  const keys = new Map<string, TokenBucket>();
  return { take };

  function take({ kind, id, tenant }: Pick<Actor, 'kind' | 'id' | 'tenant'>, setHeader: SetHeader): void {
    if (tenant === '') return;
    const meter = meters.meter(tenant);
    meter.counts.requests++;
    const perKey = kind === 'key' ? bucketOf(id, meter.limits.requestsPerSecondPerKey) : undefined;
    meter.requestBucket.refill(now());
    perKey?.refill(now());
    // The key first: what one key may not ask takes nothing from its tenant.
    const keyMay = perKey?.take() ?? true;
    const tenantMay = keyMay && meter.requestBucket.take();
    tell(setHeader, { requestsPerSecond: meter.requestBucket, requestsPerSecondPerKey: perKey });
    if (!keyMay) throw meter.keyExceeded(perKey?.waitS() ?? 1);
    if (!tenantMay) throw meter.exceeded('requestsPerSecond');
  }

  function bucketOf(id: string, rate: number): TokenBucket | undefined {
    const known = keys.get(id);
    keys.delete(id);
    if (rate === Number.POSITIVE_INFINITY) return undefined;
    const bucket = known ?? new TokenBucket(rate, requestBurstS, now());
    if (bucket.rate !== rate) bucket.setRate(rate, now());
    keys.set(id, bucket);
    if (keys.size > keyBucketsMax) keys.delete(keys.keys().next().value as string);
    return bucket;
  }
}

function tell(setHeader: SetHeader, buckets: Readonly<Record<string, TokenBucket | undefined>>): void {
  const policies: string[] = [];
  const left: string[] = [];
  for (const [name, bucket] of Object.entries(buckets)) {
    if (bucket === undefined || bucket.rate === Number.POSITIVE_INFINITY) continue;
    const { capacity, rate, tokens } = bucket;
    policies.push(`"${name}";q=${capacity};w=${requestBurstS}`);
    left.push(`"${name}";r=${Math.floor(tokens)};t=${Math.ceil((capacity - tokens) / rate)}`);
  }
  if (policies.length === 0) return;
  setHeader('ratelimit-policy', policies.join(', '));
  setHeader('ratelimit', left.join(', '));
}
