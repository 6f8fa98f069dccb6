import type { QuotaValues, TenantQuotas } from '@thalamus/sdk';

export type QuotaChoice = 'default' | 'own' | 'none';

/** One row of the editor as it is chosen and typed; `amount` is in the unit that is shown. */
export interface QuotaRow {
  readonly choice: QuotaChoice;
  readonly amount: number | '';
}
export type QuotaDraft = Readonly<Record<string, QuotaRow>>;

/** What one of the shown unit is in the API's: disks are thought of in gigabytes. */
const bytesPerGb = 1e9;

export function shownUnit(unit: string): { readonly unit: string; readonly factor: number } {
  return unit === 'bytes' ? { unit: 'GB', factor: bytesPerGb } : { unit, factor: 1 };
}

export function draftOf({ own, inForce }: TenantQuotas, unitOf: (quota: string) => string): QuotaDraft {
  const chosen = new Map<string, number | null | undefined>(Object.entries(own));
  return Object.fromEntries(
    Object.entries(inForce).map(([quota, limit]) => {
      const set = chosen.get(quota);
      const choice: QuotaChoice = set === undefined ? 'default' : set === null ? 'none' : 'own';
      return [quota, { choice, amount: limit === null ? '' : limit / shownUnit(unitOf(quota)).factor }];
    }),
  );
}

/** What the API is told; undefined while a limit of one's own has no number. */
export function valuesOf(draft: QuotaDraft, unitOf: (quota: string) => string): QuotaValues | undefined {
  const values: Record<string, number | null> = {};
  for (const [quota, { choice, amount }] of Object.entries(draft)) {
    if (choice === 'default') continue;
    if (choice === 'own' && amount === '') return undefined;
    values[quota] = choice === 'none' || amount === '' ? null : Math.round(amount * shownUnit(unitOf(quota)).factor);
  }
  return values as QuotaValues;
}
