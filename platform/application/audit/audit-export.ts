import type { AuditEntry } from './audit-shape.ts';

const columns = [
  'id',
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'action',
  'permission',
  'role',
  'resourceType',
  'resource',
  'outcome',
  'address',
  'requestId',
  'before',
  'after',
] as const;

/** One JSON object per line. */
export function jsonlOf(entries: readonly AuditEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** RFC 4180; with a head on the first page. */
export function csvOf(entries: readonly AuditEntry[], first: boolean): string {
  const lines = entries.map((entry) => cellsOf(entry).map(cell).join(','));
  return [...(first ? [columns.join(',')] : []), ...lines].map((line) => `${line}\r\n`).join('');
}

function cellsOf(entry: AuditEntry): readonly string[] {
  const { id, at, actor, action, permission, role, resource, outcome, address, requestId, before, after } = entry;
  const state = (value: unknown) => (value === null ? '' : JSON.stringify(value));
  const who = [actor.kind, actor.id, actor.name];
  return [
    id,
    at,
    ...who,
    action,
    permission,
    role ?? '',
    resource.type,
    resource.id,
    outcome,
    address,
    requestId,
    state(before),
    state(after),
  ];
}

// A name may be chosen so that a spreadsheet runs it: `=HYPERLINK(…)` was typed by somebody else than who opens the file.
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
