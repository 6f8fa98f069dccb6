// Hot path: bench/ingest. Most reports are one small flat object; it goes from JSON.parse straight to its row.
import { isUtf8 } from 'node:buffer';
import type { DeviceRef } from '#core/device.ts';
import { isJsonObject, type Json, type JsonObject } from '#core/json.ts';
import type { Ingest, Refusal } from '#core/ports/ingest.ts';

/** Most points in one message. */
export const pointsPerMessageMax = 5_000;

/**
 * Stores the properties in a payload: `{"temperature":21.5}` (the server's time), `{"ts":1767225600000,"values":{…}}`
 * (ms since the epoch or ISO 8601), or an array of those. What is refused is recorded point by point; the first refusal is returned when
 * nothing was stored.
 */
export function reportProperties(
  ingest: Ingest,
  device: DeviceRef,
  topic: string,
  bytes: Buffer,
  start: number,
  end: number,
): Refusal | undefined {
  const parsed = parse(bytes, start, end);
  if (Array.isArray(parsed)) {
    const refusals = reportPoints(ingest, device, parsed);
    for (const refusal of refusals) ingest.refuse(device, refusal, topic, bytes.subarray(start, end));
    return refusals.length > 0 && (refusals.length === parsed.length || refusals[0]?.reason === 'too-large') ? refusals[0] : undefined;
  }
  const refusal = parsed === undefined ? notJson : reportPoint(ingest, device, parsed);
  if (refusal !== undefined) ingest.refuse(device, refusal, topic, bytes.subarray(start, end));
  return refusal;
}

const notJson: Refusal = { reason: 'not-json', field: '', expected: 'JSON in UTF-8, such as {"temperature":21.5}' };

/** Stores a list of points; returns the refusals, their `field` beginning with the point's index. */
export function reportPoints(ingest: Ingest, device: DeviceRef, points: readonly Json[]): readonly Refusal[] {
  if (points.length > pointsPerMessageMax) {
    return [{ reason: 'too-large', field: '', expected: `at most ${pointsPerMessageMax} points in one message` }];
  }
  const refusals: Refusal[] = [];
  for (const [i, point] of points.entries()) {
    const refusal = reportPoint(ingest, device, point);
    if (refusal !== undefined) refusals.push({ ...refusal, field: refusal.field === '' ? `${i}` : `${i}.${refusal.field}` });
  }
  return refusals;
}

/** Stores one point; returns why it was not stored. */
export function reportPoint(ingest: Ingest, device: DeviceRef, point: Json): Refusal | undefined {
  if (!isJsonObject(point)) return { reason: 'shape', field: '', expected: 'an object such as {"temperature":21.5}' };
  const values = point.values;
  if (!isJsonObject(values)) return ingest.report(device, Number.NaN, point);
  return reportTimed(ingest, device, point, values);
}

function reportTimed(ingest: Ingest, device: DeviceRef, point: JsonObject, values: JsonObject): Refusal | undefined {
  for (const key in point) {
    if (key !== 'ts' && key !== 'values') return { reason: 'shape', field: key, expected: 'only ts and values beside each other' };
  }
  const time = point.ts;
  if (time === undefined) return ingest.report(device, Number.NaN, values);
  const ms = typeof time === 'number' ? time : typeof time === 'string' ? isoMs(time) : Number.NaN;
  if (Number.isNaN(ms)) return { reason: 'time', field: 'ts', expected: 'milliseconds since 1970 or an ISO 8601 time' };
  return ingest.report(device, Math.round(ms * 1000), values);
}

/** A time without an offset would mean another moment on every server; it is not taken. */
function isoMs(text: string): number {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
}

function parse(bytes: Buffer, start: number, end: number): Json | undefined {
  const text = bytes.toString('utf8', start, end);
  // U+FFFD is what decoding puts in place of a broken byte; only then is the exact check worth its time.
  if (text.includes('\uFFFD') && !isUtf8(bytes.subarray(start, end))) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
