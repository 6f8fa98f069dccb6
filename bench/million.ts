import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** Devices of the tenant; a tenth of them stand in each site. */
export const devicesOfTenant = 1_000_000;
const sites = 10;
const hallsPerSite = 10;
const fillConnectMs = 10_000;

/** Fills the registry of a running platform straight in its database: spaces in two levels, devices with labels, four fifths with presence. */
export async function fillMillion(home: string, tenant: string): Promise<void> {
  const client = new pg.Client({
    host: await socketFolder(home),
    port: 5432,
    user: 'thalamus',
    database: 'postgres',
    connectionTimeoutMillis: fillConnectMs,
  });
  await client.connect();
  try {
    await client.query('set statement_timeout = 0; set session_replication_role = replica');
    // Filled without indexes and indexed afterwards: a third of the time.
    const { rows } = await client.query<{ name: string; definition: string }>(
      `select indexname as name, indexdef as definition from pg_indexes where tablename = 'device' and indexname <> 'device_pkey'`,
    );
    for (const { name } of rows) await client.query(`drop index ${name}`);
    await client.query(`insert into space (tenant, name, parent)
      select '${tenant}', 'site-' || s, 'root' from generate_series(1, ${sites}) s`);
    await client.query(`insert into space (tenant, name, parent)
      select '${tenant}', 'hall-' || s || '-' || h, 'site-' || s from generate_series(1, ${sites}) s, generate_series(1, ${hallsPerSite}) h`);
    await client.query(`insert into device (tenant, name, product, label, secret_hash, created_at, space, labels)
      select '${tenant}', 'dev-' || lpad(i::text, 7, '0'), 'pump', 'Pump ' || i, ''::bytea, now() - i * interval '1 second',
        'hall-' || (1 + i % ${sites}) || '-' || (1 + (i / ${sites}) % ${hallsPerSite}),
        jsonb_build_object('tier', case when i % 7 = 0 then 'gold' else 'iron' end, 'line', (i % 100)::text)
      from generate_series(1, ${devicesOfTenant}) i`);
    await client.query(`insert into device_presence (tenant, device, online, epoch, seen_at)
      select tenant, name, hashtext(name) % 3 = 0, 0, now() - abs(hashtext(name)) % 86400 * interval '1 second'
      from device where tenant = '${tenant}' and name like 'dev-%' and hashtext(name) % 5 <> 0`);
    for (const { definition } of rows) await client.query(definition);
    for (const table of ['space', 'device', 'device_presence']) await client.query(`vacuum analyze ${table}`);
  } finally {
    await client.end();
  }
}

/** Where the embedded server of a home listens: the last-but-two line of its pid file. */
async function socketFolder(home: string): Promise<string> {
  const lines = (await readFile(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8')).split('\n');
  const folder = lines[4]?.trim();
  if (folder === undefined || folder === '') throw new Error('the embedded PostgreSQL has no socket folder');
  return folder;
}
