import { hash } from 'node:crypto';
import type { Insertable, Kysely, Selectable, Updateable } from 'kysely';
import { type Certificate, certificateOf } from '../certificate/certificate.ts';
import type { CredentialTables } from '../credential/credential-schema.ts';
import { sqlState } from '../registry/device-store.ts';
import { createRowCache } from '../registry/row-cache.ts';

/** Authorities of one tenant. */
export const authoritiesPerTenantMax = 50;
/** Subjects of issuers whose authorities are kept in memory, known ones and others; beyond it the oldest are read again. */
export const issuersCachedMax = 10_000;
/** Authorities of one tenant with the same subject, as when a key is replaced: each is tried with every certificate that names it. */
export const authoritiesPerSubjectMax = 4;

export type AuthorityRow = Selectable<CredentialTables['device_authority']>;

export interface Anchor {
  readonly row: AuthorityRow;
  readonly certificate: Certificate;
}

export type Authorities = ReturnType<typeof createAuthorities>;

/** What issuers are found by. */
export function subjectHash(subject: Buffer): Buffer {
  return hash('sha256', subject, 'buffer');
}

/** Authorities that vouch for devices: as one tenant sees them, but for logins, which ask for a subject in all tenants. */
export function createAuthorities(untyped: Kysely<unknown>, tenantDb: (tenant: string) => Kysely<unknown>, now: () => number) {
  const db = untyped.withTables<CredentialTables>();
  const of = (tenant: string) => tenantDb(tenant).withTables<CredentialTables>();
  const cache = createRowCache<readonly Anchor[]>(findNamed, issuersCachedMax, now);
  return { list, find, insert, update, remove, named };

  async function list(tenant: string): Promise<readonly AuthorityRow[]> {
    const rows = of(tenant).selectFrom('device_authority').selectAll().where('tenant', '=', tenant);
    return await rows.orderBy('created_at').orderBy('id').execute();
  }

  async function find(tenant: string, id: string): Promise<AuthorityRow | undefined> {
    return await of(tenant)
      .selectFrom('device_authority')
      .selectAll()
      .where((eb) => eb.and({ tenant, id }))
      .executeTakeFirst();
  }

  async function insert(row: Insertable<CredentialTables['device_authority']>): Promise<AuthorityRow | 'taken'> {
    try {
      return await of(row.tenant).insertInto('device_authority').values(row).returningAll().executeTakeFirstOrThrow();
    } catch (error) {
      if (sqlState(error) === '23505') return 'taken';
      throw error;
    }
  }

  async function update(
    tenant: string,
    id: string,
    change: Updateable<CredentialTables['device_authority']>,
  ): Promise<AuthorityRow | undefined> {
    const row = await of(tenant)
      .updateTable('device_authority')
      .set((eb) => ({ id: eb.ref('id'), ...change }))
      .where((eb) => eb.and({ tenant, id }))
      .returningAll()
      .executeTakeFirst();
    return forgotten(row);
  }

  async function remove(tenant: string, id: string): Promise<AuthorityRow | undefined> {
    const row = await of(tenant)
      .deleteFrom('device_authority')
      .where((eb) => eb.and({ tenant, id }))
      .returningAll()
      .executeTakeFirst();
    return forgotten(row);
  }

  function forgotten(row: AuthorityRow | undefined): AuthorityRow | undefined {
    if (row !== undefined) cache.forget(row.subject_hash.toString('hex'));
    return row;
  }

  /** Those with this subject whose key was proven, of all tenants. */
  async function named(subject: Buffer): Promise<readonly Anchor[]> {
    return (await cache.ask(subjectHash(subject).toString('hex'))) ?? [];
  }

  async function findNamed(keys: readonly string[]): Promise<ReadonlyMap<string, readonly Anchor[]>> {
    const wanted = keys.map((key) => Buffer.from(key, 'hex'));
    const rows = await db
      .selectFrom('device_authority')
      .selectAll()
      .where('subject_hash', 'in', wanted)
      .where('challenge', 'is', null)
      .orderBy('created_at')
      .execute();
    const anchors = rows.flatMap((row) => {
      const certificate = certificateOf(row.certificate);
      return certificate === undefined ? [] : [{ row, certificate }];
    });
    return Map.groupBy(anchors, ({ row }) => row.subject_hash.toString('hex'));
  }
}
