import { useQuotaTexts } from '../../quota/quota-text.ts';
import { useLimitMessages } from './messages.ts';
import './limits.css';

interface LimitTexts {
  readonly name: (limit: string) => string;
  readonly bound: (limit: string) => string;
  readonly value: (value: number | null, unit: string) => string;
}

/** Limits in the reader's language; one that is newer than this console has its own name. */
export function useLimitTexts(): LimitTexts {
  const m = useLimitMessages().limits;
  const quota = useQuotaTexts();
  return {
    name: (limit) => m.names[limit]?.name ?? m.others[limit] ?? (limit.startsWith('quota.') ? quota.name(limit.slice(6)) : limit),
    bound: (limit) => m.names[limit]?.bound ?? '',
    value: (value, unit) => (value === null ? m.none : quota.amount(value, unit)),
  };
}

/** The value of a limit; null where there is none. */
export function limitNamed(limits: object, name: string): number | null {
  const value: unknown = Object.entries(limits).find(([limit]) => limit === name)?.[1];
  return typeof value === 'number' ? value : null;
}
