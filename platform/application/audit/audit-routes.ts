import { z } from 'zod';
import { readFilterOf } from '#core/filter/filter.ts';
import { pageOf } from '#core/page.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { csvOf, jsonlOf } from './audit-export.ts';
import { auditVocabulary } from './audit-filter.ts';
import { type AuditEntry, auditEntrySchema, auditExportQuery, auditQuery, cutAuditPage, placeOf } from './audit-shape.ts';
import type { AuditStore } from './audit-store.ts';

const pump = { name: 'pump-1', label: null, product: 'pump', disabled: false, createdAt: '2026-01-01T00:00:00.000Z' };
const example: AuditEntry = {
  id: '4711',
  at: '2026-01-01T08:30:00.000Z',
  actor: { kind: 'person', id: 'kX3bq9vT2mZsR5wLpQ8dYc7n', name: 'Administrator' },
  action: 'updateDevice',
  permission: 'device.write',
  role: 'owner',
  resource: { type: 'device', id: 'pump-1' },
  before: pump,
  after: { ...pump, disabled: true },
  outcome: 'done',
  address: '192.0.2.7',
  requestId: 'req-2f',
};
const line =
  '2026-01-01T08:30:00.000Z,person,kX3bq9vT2mZsR5wLpQ8dYc7n,Administrator,signOut,signed-in,owner,person,kX3bq9vT2mZsR5wLpQ8dYc7n';

const exportPage = z
  .object({ text: z.string().describe('To be written after the text of the page before'), entries: z.int(), next: z.string().nullable() })
  .meta({ id: 'AuditExportPage' });

/** Reading the audit log: searched by pages, and exported. */
export function auditRoutes(store: AuditStore): readonly Route[] {
  const about = { method: 'GET', tag: 'Audit', permission: 'audit.read', scope: 'tenant' } as const;
  return [
    defineRoute({
      ...about,
      path: '/audit',
      id: 'listAudit',
      summary: 'Search the audit log',
      description:
        'Every change by a person or a key, and every refused one: who, what, before and after, from where, and why it was allowed. Newest first; entries are never changed. Secrets are masked.',
      query: auditQuery,
      response: pageOf(auditEntrySchema),
      example: { response: { items: [example], next: null } },
      handle: async ({ tenant, query: { limit, cursor, filter, ...rest } }) => {
        const condition = readFilterOf({ filter }, auditVocabulary);
        return cutAuditPage(await store.list(tenant, { ...rest, condition }, placeOf(cursor), limit + 1), limit);
      },
    }),
    defineRoute({
      ...about,
      path: '/audit/export',
      id: 'exportAudit',
      summary: 'Export the audit log',
      description:
        'The same search as text, a page at a time: write the `text` of each page after the other into a file and ask with `next` until it is null. Only the first page of CSV has a head. A cell that a spreadsheet would run begins with an apostrophe.',
      query: auditExportQuery,
      response: exportPage,
      example: { response: { text: `4712,${line},done,192.0.2.7,req-30,,\r\n`, entries: 1, next: null } },
      handle: async ({ tenant, query: { limit, cursor, format, filter, ...rest } }) => {
        const condition = readFilterOf({ filter }, auditVocabulary);
        const { items, next } = cutAuditPage(await store.list(tenant, { ...rest, condition }, placeOf(cursor), limit + 1), limit);
        return { text: format === 'csv' ? csvOf(items, cursor === undefined) : jsonlOf(items), entries: items.length, next };
      },
    }),
  ];
}
