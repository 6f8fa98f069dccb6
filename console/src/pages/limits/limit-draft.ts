import type { ConnectionLimit, ConnectionLimitSettings, ConnectionLimitValues } from '@thalamus/sdk';

export type LimitChoice = 'default' | 'own' | 'none';

/** One row of the editor as it is chosen and typed; `amount` is in the unit that is shown. */
export interface LimitRow {
  readonly choice: LimitChoice;
  readonly amount: number | '';
}
export type LimitDraft = Readonly<Record<string, LimitRow>>;

/** Bytes are typed as megabytes. */
const bytesPerMb = 1e6;

export function shownLimitUnit(unit: string): { readonly unit: string; readonly factor: number } {
  return unit.startsWith('bytes') ? { unit: unit.replace('bytes', 'MB'), factor: bytesPerMb } : { unit, factor: 1 };
}

export function limitDraftOf({ limits, set, inForce }: ConnectionLimitSettings): LimitDraft {
  const chosen = new Map<string, number | null | undefined>(Object.entries(set));
  const holding = new Map<string, number | null>(Object.entries(inForce));
  return Object.fromEntries(
    limits.map(({ limit, unit }) => {
      const own = chosen.get(limit);
      const choice: LimitChoice = own === undefined ? 'default' : own === null ? 'none' : 'own';
      const value = holding.get(limit) ?? null;
      return [limit, { choice, amount: value === null ? '' : value / shownLimitUnit(unit).factor }];
    }),
  );
}

/** What the API is told; undefined while a value is missing or out of its range. */
export function limitValuesOf(draft: LimitDraft, limits: readonly ConnectionLimit[]): ConnectionLimitValues | undefined {
  const values: Record<string, number | null> = {};
  for (const { limit, unit, least, most } of limits) {
    const { choice, amount } = draft[limit] ?? { choice: 'default', amount: '' };
    if (choice === 'default') continue;
    if (choice === 'none') {
      values[limit] = null;
      continue;
    }
    if (amount === '') return undefined;
    const value = Math.round(amount * shownLimitUnit(unit).factor);
    if (value < least || value > most) return undefined;
    values[limit] = value;
  }
  return values as ConnectionLimitValues;
}
