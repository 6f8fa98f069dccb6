import type { Kysely, Migration } from 'kysely';

/** What is remembered of a tenant's demo fleet. */
interface DemoState {
  readonly tenant: string;
  readonly running: boolean;
  /** When it was started for the first time: the recordings are replayed relative to it, so that a restart goes on where it was. */
  readonly startedAt: Date;
  readonly stoppedAt: Date | null;
}

export interface DemoStore {
  read(tenant: string): Promise<DemoState | undefined>;
  running(): Promise<readonly DemoState[]>;
  /** Remembers that it runs; the first time stays the first. */
  markStarted(tenant: string, at: Date): Promise<void>;
  markStopped(tenant: string, at: Date): Promise<void>;
}

type Tables = {
  demo_fleet: { tenant: string; running: boolean; started_at: Date; stopped_at: Date | null };
};

/** The demo fleet's table, in the global order of migrations. */
export const migrations: Record<string, Migration> = {
  '0004-demo': {
    async up(db) {
      await db.schema
        .createTable('demo_fleet')
        .addColumn('tenant', 'text', (column) => column.primaryKey())
        .addColumn('running', 'boolean', (column) => column.notNull())
        .addColumn('started_at', 'timestamptz', (column) => column.notNull())
        .addColumn('stopped_at', 'timestamptz')
        .execute();
    },
  },
};

/** The demo fleet's rows: as one tenant sees them, but for `running`, which asks for all tenants. */
export function createDemoStore(untyped: Kysely<unknown>, tenantDb: (tenant: string) => Kysely<unknown>): DemoStore {
  const db = untyped.withTables<Tables>();
  const of = (tenant: string) => tenantDb(tenant).withTables<Tables>();
  const columns = ['tenant', 'running', 'started_at as startedAt', 'stopped_at as stoppedAt'] as const;
  return {
    read: (tenant) => of(tenant).selectFrom('demo_fleet').select(columns).where('tenant', '=', tenant).executeTakeFirst(),
    running: () => db.selectFrom('demo_fleet').select(columns).where('running', '=', true).execute(),
    async markStarted(tenant, at) {
      await of(tenant)
        .insertInto('demo_fleet')
        .values({ tenant, running: true, started_at: at, stopped_at: null })
        .onConflict((conflict) => conflict.column('tenant').doUpdateSet({ running: true }))
        .execute();
    },
    async markStopped(tenant, at) {
      await of(tenant).updateTable('demo_fleet').set({ running: false, stopped_at: at }).where('tenant', '=', tenant).execute();
    },
  };
}
