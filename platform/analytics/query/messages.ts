import type { DeviceRef } from '#core/device.ts';
import type { Json } from '#core/json.ts';
import type { DeviceValues, LastValue } from '#core/ports/last-values.ts';
import { quoteName, textLiteral, timeLiteral } from '../store/literal.ts';
import { latestTableOf, latestTime, latestValue, refusedTableOf, tableOf } from '../store/tables.ts';
import type { HistoryNeeds } from './history.ts';
import { exactReads } from './history-sql.ts';
import { type Row, selectRows, valueOfCell } from './rows.ts';
import { isoOfMicros } from './time.ts';

/** Most messages in one answer. */
export const messagesMax = 500;

export interface PageBefore {
  readonly limit: number;
  /** Microseconds; only what is older. */
  readonly before: number | undefined;
}

export interface Message {
  readonly ts: string;
  readonly receivedAt: string;
  readonly values: Record<string, number | string | boolean>;
  readonly extra: Record<string, Json>;
}

/** The newest reports of a device, newest first. */
export async function readMessages(
  needs: HistoryNeeds,
  device: DeviceRef,
  page: PageBefore,
  signal?: AbortSignal,
): Promise<readonly Message[]> {
  await needs.store.ensure(device.product);
  const { properties } = device.product.model;
  const table = tableOf(device.product);
  const where = `device = ${textLiteral(device.name)}${page.before === undefined ? '' : ` AND ts < ${timeLiteral(page.before)}`}`;
  const columns = properties.map(({ id, type }) => (type === 'int64' ? `toString(${quoteName(id)})` : quoteName(id)));
  const select = (source: string, limit: number) =>
    selectRows(
      needs.engine,
      `SELECT ${['toUnixTimestamp64Micro(ts)', 'toUnixTimestamp64Milli(received)', 'extra', ...columns].join(', ')} FROM ${source}
ORDER BY device DESC, ts DESC LIMIT ${limit} ${exactReads}`,
      signal,
    );
  let rows = await select(`${table} WHERE ${where}`, page.limit + 1);
  if (rows.some((row, i) => row[0] === rows[i - 1]?.[0])) {
    // A time is there twice: merged once more, but not all that the device ever said. The page may be shorter than asked.
    rows = await select(`${table} FINAL WHERE ${where} AND ts >= ${timeLiteral(rows.at(-1)?.[0] as number)}`, page.limit);
  }
  return rows.slice(0, page.limit).map((row) => messageOf(device, row));
}

export interface RefusedMessage {
  readonly ts: string;
  readonly topic: string;
  readonly reason: string;
  readonly field: string;
  readonly expected: string;
  readonly payload: string;
}

/** What was refused of a device, newest first. */
export async function readRefused(
  needs: HistoryNeeds,
  device: DeviceRef,
  page: PageBefore,
  signal?: AbortSignal,
): Promise<readonly RefusedMessage[]> {
  await needs.store.ensureTenant(device.tenant);
  const before = page.before === undefined ? '' : ` AND ts < ${timeLiteral(page.before)}`;
  const rows = await selectRows(
    needs.engine,
    `SELECT toUnixTimestamp64Micro(ts), topic, reason, field, expected, payload FROM ${refusedTableOf(device.tenant)} FINAL
WHERE device = ${textLiteral(device.name)}${before} ORDER BY ts DESC, reason, field, topic LIMIT ${page.limit} ${exactReads}`,
    signal,
  );
  return rows.map((row) => {
    const [micros, topic, reason, field, expected, payload] = row as readonly [number, string, string, string, string, string];
    return { ts: isoOfMicros(micros), topic, reason, field, expected, payload };
  });
}

/** The newest value of every property that the tables know, for devices that have not spoken since the start. */
export async function readLatest(needs: HistoryNeeds, device: DeviceRef): Promise<DeviceValues> {
  const { properties } = device.product.model;
  if (properties.length === 0) return {};
  await needs.store.ensure(device.product);
  const columns = properties.flatMap((property) => [
    property.type === 'int64' ? `toString(${latestValue(property)})` : latestValue(property),
    `toUnixTimestamp64Micro(${latestTime(property)})`,
  ]);
  const [row = []] = await selectRows(
    needs.engine,
    `SELECT ${columns.join(', ')} FROM ${latestTableOf(device.product)} AS state
WHERE state.device = ${textLiteral(device.name)} GROUP BY state.device`,
  );
  const values: Record<string, LastValue> = {};
  for (const [i, { id, type }] of properties.entries()) {
    const value = valueOfCell(type, row[i * 2]);
    const micros = row[i * 2 + 1];
    if (value !== null && typeof micros === 'number') values[id] = { value, ts: micros / 1000 };
  }
  return values;
}

function messageOf({ product }: DeviceRef, row: Row): Message {
  const [micros, received, extra, ...cells] = row as readonly [number, number, Record<string, string>, ...Json[]];
  const values: Message['values'] = {};
  for (const [i, { id, type }] of product.model.properties.entries()) {
    const value = valueOfCell(type, cells[i]);
    if (value !== null) values[id] = value;
  }
  const unknown = Object.fromEntries(Object.entries(extra).map(([key, json]) => [key, JSON.parse(json) as Json]));
  return { ts: isoOfMicros(micros), receivedAt: isoOfMicros(received * 1000), values, extra: unknown };
}
