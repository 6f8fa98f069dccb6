import type { Kysely } from 'kysely';

/** The database as one tenant sees it: its own rows only, whatever the condition. */
export type TenantDb = (tenant: string) => Kysely<unknown>;
