import { z } from 'zod';

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** The times that the tables can hold with all digits: from 1970 on, before 2200. */
const timeMsMax = Date.UTC(2200, 0, 1);

/** A moment as callers give it (ISO 8601 with a zone, or milliseconds), parsed to whole microseconds. */
export const timeInput = z
  .union([z.number().min(0).max(timeMsMax), z.iso.datetime({ offset: true })])
  .transform((time) => (typeof time === 'number' ? Math.round(time * 1000) : microsOfIso(time)))
  .describe('ISO 8601 with a zone, or milliseconds since 1970');

/** The same in a query string, where everything is text. */
export const timeInputText = z
  .union([z.iso.datetime({ offset: true }), z.coerce.number().min(0).max(timeMsMax)])
  .transform((time) => (typeof time === 'number' ? Math.round(time * 1000) : microsOfIso(time)))
  .describe('ISO 8601 with a zone, or milliseconds since 1970');

/** A length of time in milliseconds: a number of them, or a number with a unit (`500ms`, `30s`, `5m`, `1h`, `1d`, `1w`). */
export const durationInput = z
  .union([
    z.int().min(1),
    z.string().regex(/^[1-9]\d{0,8}(?:ms|s|m|h|d|w)$/, 'milliseconds, or a number with a unit: 500ms, 30s, 5m, 1h, 1d'),
  ])
  .transform((duration) => {
    if (typeof duration === 'number') return duration;
    const [, count, unit = ''] = /^(\d+)([a-z]+)$/.exec(duration) ?? [];
    return Number(count) * (unitsMs[unit] ?? 0);
  });

/** ISO 8601 in UTC with milliseconds, or with microseconds where there are any. */
export function isoOfMicros(micros: number): string {
  const iso = new Date(Math.floor(micros / 1000)).toISOString();
  const rest = micros % 1000;
  return rest === 0 ? iso : `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}

function microsOfIso(iso: string): number {
  // Date keeps milliseconds; the digits behind them are ours to keep.
  const beyond = /\.\d{3}(\d{1,3})/.exec(iso)?.[1] ?? '';
  return Date.parse(iso) * 1000 + Number(beyond.padEnd(3, '0'));
}
