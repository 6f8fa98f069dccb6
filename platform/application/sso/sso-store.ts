import type { Kysely, Selectable } from 'kysely';
import { Fault } from '#core/errors.ts';
import { seal, unseal } from '../api/seal.ts';
import type { TenantDb } from '../tenant/tenant-db.ts';
import type { SsoTables } from './sso-schema.ts';
import { domainOf, type SsoSettings } from './sso-settings.ts';

/** A tenant's settings with the secret that opens them. */
export interface SsoClient extends SsoSettings {
  readonly tenant: string;
  readonly clientSecret: string;
}

export interface SsoStore {
  find(tenant: string): Promise<SsoClient | undefined>;
  /** The tenant that a domain belongs to. */
  tenantOf(domain: string): Promise<string | undefined>;
  /** The tenant that people with this e-mail get into by single sign-on only. */
  requiredFor(email: string): Promise<string | undefined>;
  /** Throws `ALREADY_EXISTS` when a domain belongs to another tenant. */
  put(client: SsoClient): Promise<void>;
  remove(tenant: string): Promise<boolean>;
  /** Whose account at the provider this is; undefined for somebody new. */
  linked(client: SsoClient, subject: string): Promise<string | undefined>;
  link(client: SsoClient, subject: string, person: string): Promise<void>;
  /** True when somebody came this way before. */
  proven(client: Pick<SsoClient, 'tenant' | 'issuer'>): Promise<boolean>;
}

/** Single sign-on of tenants; client secrets are sealed with `key` and open only for their tenant. */
export function createSsoStore(untyped: Kysely<unknown>, tenantDb: TenantDb, key: Uint8Array): SsoStore {
  const db = untyped.withTables<SsoTables>();
  const of = (tenant: string) => tenantDb(tenant).withTables<SsoTables>();
  return { find, tenantOf, requiredFor, put, remove, linked, link, proven };

  async function find(tenant: string): Promise<SsoClient | undefined> {
    const row = await of(tenant).selectFrom('sso').selectAll().where('tenant', '=', tenant).executeTakeFirst();
    if (row === undefined) return undefined;
    const domains = await of(tenant).selectFrom('sso_domain').select('domain').where('tenant', '=', tenant).orderBy('domain').execute();
    return clientOf(
      row,
      domains.map(({ domain }) => domain),
    );
  }

  function clientOf(row: Selectable<SsoTables['sso']>, domains: string[]): SsoClient | undefined {
    const clientSecret = unseal(key, row.client_secret, aboutSecret(row.tenant));
    // The key file was replaced: the secret has to be given again.
    if (clientSecret === undefined) return undefined;
    const { tenant, issuer, client_id: clientId, default_role: defaultRole, required, email_trusted: emailTrusted } = row;
    return { tenant, issuer, clientId, clientSecret, domains, defaultRole, required, emailTrusted };
  }

  async function tenantOf(domain: string): Promise<string | undefined> {
    return (await db.selectFrom('sso_domain').select('tenant').where('domain', '=', domain).executeTakeFirst())?.tenant;
  }

  async function requiredFor(email: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('sso_domain')
      .innerJoin('sso', 'sso.tenant', 'sso_domain.tenant')
      .select('sso.tenant')
      .where('sso_domain.domain', '=', domainOf(email))
      .where('sso.required', '=', true)
      .executeTakeFirst();
    return row?.tenant;
  }

  async function put({ tenant, clientSecret, ...client }: SsoClient): Promise<void> {
    const row = {
      issuer: client.issuer,
      client_id: client.clientId,
      client_secret: seal(key, clientSecret, aboutSecret(tenant)),
      default_role: client.defaultRole,
      required: client.required,
      email_trusted: client.emailTrusted,
    };
    await of(tenant)
      .transaction()
      .execute(async (trx) => {
        await trx
          .insertInto('sso')
          .values({ tenant, ...row })
          .onConflict((conflict) => conflict.column('tenant').doUpdateSet(row))
          .execute();
        await trx.deleteFrom('sso_domain').where('tenant', '=', tenant).execute();
        const domains = [...new Set(client.domains)].sort().map((domain) => ({ tenant, domain }));
        await trx.insertInto('sso_domain').values(domains).execute();
      })
      .catch(takenDomain);
  }

  async function remove(tenant: string): Promise<boolean> {
    const { numDeletedRows } = await of(tenant).deleteFrom('sso').where('tenant', '=', tenant).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async function linked({ tenant, issuer }: SsoClient, subject: string): Promise<string | undefined> {
    const row = await of(tenant)
      .selectFrom('sso_link')
      .select('person')
      .where((eb) => eb.and({ tenant, issuer, subject }))
      .executeTakeFirst();
    return row?.person;
  }

  async function link({ tenant, issuer }: SsoClient, subject: string, person: string): Promise<void> {
    await of(tenant)
      .insertInto('sso_link')
      .values({ tenant, issuer, subject, person })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async function proven({ tenant, issuer }: Pick<SsoClient, 'tenant' | 'issuer'>): Promise<boolean> {
    const row = await of(tenant)
      .selectFrom('sso_link')
      .select('person')
      .where((eb) => eb.and({ tenant, issuer }))
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }
}

function aboutSecret(tenant: string): string {
  return `sso client secret of ${tenant}`;
}

function takenDomain(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '23505') {
    throw new Fault('ALREADY_EXISTS', 'One of the domains belongs to another tenant; an operator of the platform can say whose it is', {
      places: [{ field: 'domains', expected: 'domains that no other tenant has' }],
      cause: error,
    });
  }
  throw error;
}
