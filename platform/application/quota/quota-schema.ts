import { type Migration, sql } from 'kysely';

export type QuotaTables = {
  /** A tenant's own limits; `value` null is no limit, no row is the platform's default. */
  readonly tenant_quota: { readonly tenant: string; readonly quota: string; readonly value: string | null };
  /** What a tenant used on a day (UTC). Counts are bigint, kept as text. */
  readonly usage_day: {
    readonly tenant: string;
    readonly day: string;
    readonly messages: string;
    readonly points: string;
    readonly bytes_in: string;
    readonly requests: string;
    readonly slowed: string;
    readonly connections_peak: number;
  };
  readonly usage_refused: { readonly tenant: string; readonly day: string; readonly quota: string; readonly refused: string };
  /** A warning that was given: once per quota and period, which is a month or a day. */
  readonly quota_warning: {
    readonly tenant: string;
    readonly quota: string;
    readonly period: string;
    readonly used: string;
    readonly limit_value: string;
    readonly at: Date;
  };
};

/** `0014-quota`: limits and use of tenants. Use has no foreign key: it outlives the tenant, for whoever writes the invoice. */
export const quotaMigration: Migration = {
  async up(db) {
    await sql`create table tenant_quota (
      tenant text not null references tenant (name) on delete cascade,
      quota text not null,
      value bigint,
      primary key (tenant, quota)
    )`.execute(db);
    await sql`create table usage_day (
      tenant text not null,
      day text not null,
      messages bigint not null,
      points bigint not null,
      bytes_in bigint not null,
      requests bigint not null,
      slowed bigint not null,
      connections_peak int not null,
      primary key (tenant, day)
    )`.execute(db);
    await sql`create table usage_refused (
      tenant text not null,
      day text not null,
      quota text not null,
      refused bigint not null,
      primary key (tenant, day, quota)
    )`.execute(db);
    await sql`create table quota_warning (
      tenant text not null,
      quota text not null,
      period text not null,
      used bigint not null,
      limit_value bigint not null,
      at timestamptz not null,
      primary key (tenant, quota, period)
    )`.execute(db);
  },
};
