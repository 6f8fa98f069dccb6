import { type Kysely, sql } from 'kysely';
import type { QuotaName } from '#core/quota.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { UsageCounts } from './meter.ts';
import type { QuotaTables } from './quota-schema.ts';

/** Days of one write; more go with the next. */
const rowsPerWriteMax = 1_000;

/** What one tenant used on one day, or a part of it. */
export interface DayUsage extends UsageCounts {
  readonly tenant: string;
  readonly day: string;
  connectionsPeak: number;
  readonly refused: Map<QuotaName, number>;
}

export interface Warning {
  readonly tenant: string;
  readonly quota: QuotaName;
  /** A month or a day, by kind of quota. */
  readonly period: string;
  readonly used: number;
  readonly limit: number;
  readonly at: number;
}

export interface MonthUse {
  readonly tenant: string;
  readonly messages: number;
  readonly points: number;
}

/** Use and warnings: written for all tenants at once, as the owner; read as the tenant that asks. */
export interface UsageStore {
  /** Adds to what the days have; all or nothing. */
  add(rows: readonly DayUsage[]): Promise<void>;
  /** What each tenant used from this day on. */
  totals(from: string): Promise<readonly MonthUse[]>;
  days(tenant: string, from: string): Promise<readonly DayUsage[]>;
  /** False when this warning was given before. */
  warn(warning: Warning): Promise<boolean>;
  /** Takes warnings back, so that they can be given again. */
  unwarn(tenant: string, quota: QuotaName, period: string): Promise<void>;
  warnings(periods: readonly string[]): Promise<readonly Warning[]>;
  forgetBefore(day: string): Promise<void>;
}

export function createUsageStore(untyped: Kysely<unknown>, tenantDb: TenantDb): UsageStore {
  const db = untyped.withTables<QuotaTables>();
  return { add, totals, days, warn, unwarn, warnings, forgetBefore };

  async function add(all: readonly DayUsage[]): Promise<void> {
    await db.transaction().execute(async (trx) => {
      for (let at = 0; at < all.length; at += rowsPerWriteMax) {
        const rows = all.slice(at, at + rowsPerWriteMax);
        await trx
          .insertInto('usage_day')
          .values(
            rows.map(({ tenant, day, messages, points, bytesIn, requests, slowed, connectionsPeak }) => ({
              ...{ tenant, day, messages: String(messages), points: String(points), bytes_in: String(bytesIn) },
              ...{ requests: String(requests), slowed: String(slowed), connections_peak: connectionsPeak },
            })),
          )
          .onConflict((conflict) =>
            conflict.columns(['tenant', 'day']).doUpdateSet({
              messages: sum('messages'),
              points: sum('points'),
              bytes_in: sum('bytes_in'),
              requests: sum('requests'),
              slowed: sum('slowed'),
              connections_peak: sql<number>`greatest(usage_day.connections_peak, excluded.connections_peak)`,
            }),
          )
          .execute();
        const refused = rows.flatMap((row) =>
          [...row.refused].map(([quota, count]) => ({ tenant: row.tenant, day: row.day, quota, refused: String(count) })),
        );
        if (refused.length === 0) continue;
        await trx
          .insertInto('usage_refused')
          .values(refused)
          .onConflict((conflict) =>
            conflict.columns(['tenant', 'day', 'quota']).doUpdateSet({ refused: sql<string>`usage_refused.refused + excluded.refused` }),
          )
          .execute();
      }
    });
  }

  async function totals(from: string): Promise<readonly MonthUse[]> {
    const rows = await db
      .selectFrom('usage_day')
      .select(({ fn }) => ['tenant', fn.sum<string>('messages').as('messages'), fn.sum<string>('points').as('points')])
      .where('day', '>=', from)
      .groupBy('tenant')
      .execute();
    return rows.map(({ tenant, messages, points }) => ({ tenant, messages: Number(messages), points: Number(points) }));
  }

  async function days(tenant: string, from: string): Promise<readonly DayUsage[]> {
    const own = tenantDb(tenant).withTables<QuotaTables>();
    const [used, refused] = await Promise.all([
      own.selectFrom('usage_day').selectAll().where('tenant', '=', tenant).where('day', '>=', from).orderBy('day').execute(),
      own.selectFrom('usage_refused').selectAll().where('tenant', '=', tenant).where('day', '>=', from).orderBy('quota').execute(),
    ]);
    return used.map((row) => ({
      ...{ tenant, day: row.day, messages: Number(row.messages), points: Number(row.points), bytesIn: Number(row.bytes_in) },
      ...{ requests: Number(row.requests), slowed: Number(row.slowed), connectionsPeak: row.connections_peak },
      refused: new Map(refused.filter(({ day }) => day === row.day).map((r) => [r.quota as QuotaName, Number(r.refused)])),
    }));
  }

  async function warn({ tenant, quota, period, used, limit, at }: Warning): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('quota_warning')
      .values({ tenant, quota, period, used: String(used), limit_value: String(limit), at: new Date(at) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async function unwarn(tenant: string, quota: QuotaName, period: string): Promise<void> {
    await db.deleteFrom('quota_warning').where('tenant', '=', tenant).where('quota', '=', quota).where('period', '=', period).execute();
  }

  async function warnings(periods: readonly string[]): Promise<readonly Warning[]> {
    const rows = await db.selectFrom('quota_warning').selectAll().where('period', 'in', periods).orderBy('at').execute();
    return rows.map((row) => ({
      ...{ tenant: row.tenant, quota: row.quota as QuotaName, period: row.period },
      ...{ used: Number(row.used), limit: Number(row.limit_value), at: row.at.getTime() },
    }));
  }

  async function forgetBefore(day: string): Promise<void> {
    await db.deleteFrom('usage_day').where('day', '<', day).execute();
    await db.deleteFrom('usage_refused').where('day', '<', day).execute();
    await db.deleteFrom('quota_warning').where('period', '<', day).execute();
  }
}

function sum(column: 'messages' | 'points' | 'bytes_in' | 'requests' | 'slowed') {
  return sql<string>`${sql.ref(`usage_day.${column}`)} + ${sql.ref(`excluded.${column}`)}`;
}
