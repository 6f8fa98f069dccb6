import { InvalidArgumentError } from 'commander';

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time as typed: `now`, `-15m`, `-1h`, `-7d`, `+30d`, ISO 8601, or ms since the epoch; returns ms since the epoch. */
export function parseTime(text: string, nowMs: number = Date.now()): number {
  if (text === 'now') return nowMs;
  const [, sign, count, unit] = /^([+-])(\d+)([smhd])$/.exec(text) ?? [];
  if (unit !== undefined) return nowMs + Number(`${sign}1`) * Number(count) * (unitMs[unit] ?? 0);
  if (/^\d{9,}$/.test(text)) return Number(text);
  const parsed = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(parsed)) throw new InvalidArgumentError('expected now, -15m, -1h, -7d, +30d, an ISO 8601 time, or ms since the epoch.');
  return parsed;
}

/** A whole number of at least `min` and at most `max`, as typed. */
export function parseCount(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max)
      throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}.`);
    return value;
  };
}
