import { useFormat, useMessages } from '../i18n/language.tsx';

export interface QuotaTexts {
  readonly name: (quota: string) => string;
  readonly bound: (quota: string) => string;
  /** `1,200 messages`, `3.4 GB`. */
  readonly amount: (value: number, unit: string) => string;
  /** `12 of 40 devices`. */
  readonly amountOf: (used: number, limit: number, unit: string) => string;
  /** An amount, or that there is no limit. */
  readonly limit: (value: number | null, unit: string) => string;
}

/** Quotas in the reader's language; one that is newer than this console has its own name, and the API's unit. */
export function useQuotaTexts(): QuotaTexts {
  const m = useMessages().usage;
  const format = useFormat();
  const number = (value: number, unit: string) => format.value(unit.endsWith('/s') ? Math.round(value * 10) / 10 : value);
  const amount = (value: number, unit: string) => {
    if (unit === 'bytes') return format.bytes(value);
    if (unit === 'bytes/s') return m.perSecond(format.bytes(Math.round(value)));
    return `${number(value, unit)} ${(value === 1 ? m.one[unit] : undefined) ?? m.units[unit] ?? unit}`;
  };
  return {
    name: (quota) => m.quotas[quota]?.name ?? quota,
    bound: (quota) => m.quotas[quota]?.bound ?? '',
    amount,
    amountOf: (used, limit, unit) => m.of(unit.startsWith('bytes') ? amount(used, unit) : number(used, unit), amount(limit, unit)),
    limit: (value, unit) => (value === null ? m.noLimitAtAll : amount(value, unit)),
  };
}
