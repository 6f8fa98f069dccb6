import type { ProductRef } from '#core/device.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';
import { selectRows } from '../query/rows.ts';
import { textLiteral } from './literal.ts';
import { databaseNameOf, tableOf } from './tables.ts';

/**
 * Has the engine delete a product's points that are older than this; `Infinity` keeps all. What is there already is looked through once
 * in the background, so this is asked for only when the age changed. Newest values are kept whatever their age.
 */
export async function keepDays(engine: TelemetryEngine, product: ProductRef, days: number): Promise<void> {
  const present = await keptDays(engine, product);
  if (present === days) return;
  const change = days === Number.POSITIVE_INFINITY ? 'REMOVE TTL' : `MODIFY TTL toDateTime(ts) + toIntervalDay(${Math.trunc(days)})`;
  await engine.exec(`ALTER TABLE ${tableOf(product)} ${change}`);
}

async function keptDays(engine: TelemetryEngine, product: ProductRef): Promise<number> {
  const [row] = await selectRows(
    engine,
    `SELECT extract(engine_full, 'TTL toDateTime\\\\(ts\\\\) \\\\+ toIntervalDay\\\\((\\\\d+)\\\\)') FROM system.tables
WHERE database = ${textLiteral(databaseNameOf(product.tenant))} AND name = ${textLiteral(product.name)}`,
  );
  const days = String(row?.[0] ?? '');
  return days === '' ? Number.POSITIVE_INFINITY : Number(days);
}
