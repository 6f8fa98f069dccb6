const iso = /^(\d{4}-\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const first = Date.parse('0001-01-01T00:00:00.000Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

/** What a time literal may look like, in words. */
export const timestampForm = "a time such as '2026-01-31' (UTC) or '2026-01-31T08:30:00Z'";

/** Milliseconds since the epoch of a date (midnight UTC) or of a time with `Z` or an offset; undefined for anything else. */
export function timestampMs(text: string): number | undefined {
  const [, month, day] = iso.exec(text) ?? [];
  if (month === undefined || day === undefined) return undefined;
  const ms = Date.parse(text);
  // The 31st of a month that has none is read as the next month's first.
  const isDay = Number(day) <= new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  return isDay && ms >= first && ms <= last ? ms : undefined;
}
