import { z } from 'zod';

/** A tenant's key: lower-case letters, digits and hyphens, 1–40 characters; also the name of its telemetry database. */
export const tenantName = z
  .string()
  .regex(/^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, 1 to 40, starting with a letter');

/** A space's key: lower-case letters, digits and hyphens, 1–64 characters; unique in its tenant, it never changes. */
export const spaceName = slug();

/** The key of a role or of a service account, formed as a space's. */
export const roleName = slug();

/** A product's key: lower-case letters, digits, underscores, 1–48 characters; also the name of its telemetry table. */
export const productName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,47}$/, 'lower-case letters, digits and underscores, 1 to 48, starting with a letter');

/** A device's name: letters, digits and `_ - . :`, 1–128 characters; it never changes and is what tables are keyed by. */
export const deviceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/, 'letters, digits and _ - . : (1 to 128, starting with a letter or digit)');

/** A property's identifier: a column name in SQL. `device`, `ts`, `received` and `extra` are taken by the table itself. */
export const propertyName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'letters, digits and underscores, 1 to 64, starting with a letter')
  .refine((id) => !reservedColumns.has(id), 'another name: device, ts, received and extra belong to the table');

const reservedColumns = new Set(['device', 'ts', 'received', 'extra']);

function slug() {
  return z.string().regex(/^[a-z](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, 1 to 64, starting with a letter');
}
