import type { Json } from '#core/json.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import type { DataType } from '#core/thing-model.ts';

/** Longest that a query of a person or an application runs. */
export const userQueryTimeoutMs = 20_000;

/** Largest result that a query of a person or an application takes from the engine. */
export const userQueryResultBytesMax = 48 * 1024 * 1024;

export type Row = readonly Json[];

/** Runs a query within the bounds for users and gives its rows as arrays. */
export async function selectRows(engine: TelemetryEngine, sql: string, signal?: AbortSignal): Promise<readonly Row[]> {
  const bytes = await engine.query(sql, {
    format: 'JSONCompactEachRow',
    timeoutMs: userQueryTimeoutMs,
    resultBytesMax: userQueryResultBytesMax,
    ...(signal === undefined ? {} : { signal }),
  });
  if (bytes.length === 0) return [];
  // One parse for all rows: a line break is never inside a JSON text, so each becomes the comma of one array.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`) as Row[];
}

/** A property's value as callers get it: a whole number beyond 53 bits stays a decimal string. */
export function valueOfCell(type: DataType, cell: Json | undefined): number | string | boolean | null {
  if (cell === undefined || cell === null) return null;
  if (type !== 'int64') return cell as number | string | boolean;
  const number = Number(cell);
  return Number.isSafeInteger(number) ? number : (cell as string);
}
