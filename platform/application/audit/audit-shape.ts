import { z } from 'zod';
import { Fault } from '#core/errors.ts';
import { filterQuery } from '#core/filter/filter.ts';
import { type Json, jsonSchema } from '#core/json.ts';
import { pageItemsMax, pageQuery } from '#core/page.ts';
import { actorKinds, auditVocabulary } from './audit-filter.ts';
import type { AuditPlace, AuditRow } from './audit-store.ts';

/** Most entries on one page of an export. */
export const exportItemsMax = 2_000;

const text = z
  .string()
  .min(1)
  .max(512)
  .refine((value) => !value.includes('\0'), 'text without NUL characters');
const time = z
  .union([z.iso.datetime({ offset: true }), z.coerce.number('ISO 8601, or ms since the epoch').int().min(0).max(8.64e15)])
  .transform((value) => new Date(value));

const filter = {
  from: time.optional().describe('ISO 8601, or ms since the epoch'),
  to: time.optional().describe('The same; entries of this time are left out'),
  actor: text.optional().describe('Id or name of the person or key'),
  action: text.optional().describe('Operation id, such as `updateDevice`'),
  resourceType: text.optional().describe('`device`, `product`, `api-key`, `person`, …'),
  resource: text.optional().describe('Name of the thing'),
  outcome: text.optional().describe('`done`, `refused` (anything else), or the code of an error'),
  filter: filterQuery(auditVocabulary),
};

export const auditQuery = pageQuery.extend(filter);
export const auditExportQuery = auditQuery.extend({
  limit: z.coerce.number().int().min(1).max(exportItemsMax).default(pageItemsMax),
  format: z.enum(['csv', 'jsonl']),
});

/** An entry as the API shows it. */
export const auditEntrySchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: z.object({ kind: z.enum(actorKinds), id: z.string(), name: z.string() }),
    action: z.string().describe('Operation id of the call'),
    permission: z.string().describe('What the call needs'),
    role: z.string().nullable().describe('The caller’s role that has it; null when none has'),
    resource: z.object({ type: z.string(), id: z.string() }),
    before: jsonSchema.describe('The state before, secrets masked; null when there was none'),
    after: jsonSchema.describe('The state after, secrets masked; null when there is none'),
    outcome: z.string().describe('`done`, or the code of the error'),
    address: z.string(),
    requestId: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const actorKind = auditEntrySchema.shape.actor.shape.kind;

/** A row as the API shows it. */
export function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: actorKind.parse(row.actor_kind), id: row.actor_id, name: row.actor_name },
    action: row.action,
    permission: row.permission,
    role: row.role,
    resource: { type: row.resource_type, id: row.resource },
    before: row.before as Json,
    after: row.after as Json,
    outcome: row.outcome,
    address: row.address,
    requestId: row.request,
  };
}

/** The page of the rows that were read with one too many. */
export function cutAuditPage(rows: readonly AuditRow[], limit: number): { items: AuditEntry[]; next: string | null } {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const next = rows.length > limit && last !== undefined ? `${last.at.getTime()} ${last.id}` : null;
  return { items: page.map(toEntry), next: next === null ? null : Buffer.from(next).toString('base64url') };
}

/** The place a cursor stands for. Throws `BAD_REQUEST` for what no list has given out. */
export function placeOf(cursor: string | undefined): AuditPlace | undefined {
  if (cursor === undefined) return undefined;
  const [, ms, id] = /^(\d{1,15}) (\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (ms === undefined || id === undefined) {
    throw new Fault('BAD_REQUEST', 'The cursor is not one of ours', {
      places: [{ field: 'cursor', expected: '`next` of the page before' }],
    });
  }
  return { at: new Date(Number(ms)), id };
}
