import type { QuotaUsage } from '@thalamus/sdk';

/** From this share of a limit on it is time to do something. */
const warningShare = 0.8;

export interface QuotaStanding {
  /** Used of the limit, 0 to more than 1; undefined where there is no limit or no count. */
  readonly share: number | undefined;
  readonly state: 'fine' | 'warning' | 'reached';
}

/** How near a quota is to its limit. An age is no use: data at its limit is what the limit is for. */
export function standingOf({ kind, limit, used }: Pick<QuotaUsage, 'kind' | 'limit' | 'used'>): QuotaStanding {
  if (limit === null || used === null || kind === 'age') return { share: undefined, state: 'fine' };
  const share = limit === 0 ? (used > 0 ? 1 : 0) : used / limit;
  // With a limit of none at all, nothing more may come.
  if (limit === 0 || share >= 1) return { share: Math.max(share, limit === 0 ? 1 : share), state: 'reached' };
  return { share, state: share >= warningShare ? 'warning' : 'fine' };
}
