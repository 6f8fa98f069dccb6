import type { LogPosition } from '#core/ports/ingest-log.ts';

/** Negative when `a` lies before `b`, 0 at the same place. */
export function comparePositions(a: LogPosition, b: LogPosition): number {
  return a.segment === b.segment ? a.offset - b.offset : a.segment - b.segment;
}
