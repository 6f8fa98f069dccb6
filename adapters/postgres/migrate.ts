import { type Kysely, type Migration, Migrator } from 'kysely';
import { Fault } from '#core/errors.ts';
import { ensureTenantRole, lockTenantTables } from './tenant-lock.ts';

/**
 * Brings the database to the newest shape: each migration once, in order of their names, under a lock that other starts wait for.
 * Tables with a column `tenant` are locked to their tenants. Throws `TenantRoleError` when the server does not let us.
 */
export async function migrate(db: Kysely<unknown>, migrations: Readonly<Record<string, Migration>>): Promise<readonly string[]> {
  await ensureTenantRole(db);
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error instanceof Fault) throw error;
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName;
    throw new Error(failed === undefined ? explain(error) : `migration ${failed} failed and was undone: ${messageOf(error)}`, {
      cause: error,
    });
  }
  await lockTenantTables(db);
  return results.map((result) => result.migrationName);
}

function explain(error: unknown): string {
  const text = messageOf(error);
  if (!text.includes('corrupted migrations')) return `the database could not be migrated: ${text}`;
  return `the database does not fit this Thalamus, it was probably written by a newer one (start that one, or use another database): ${text}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
