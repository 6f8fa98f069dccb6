import type { Audit, AuditActor, AuditedCall, Route } from '#core/route.ts';
import { whyAllowed } from '../access/policy.ts';
import { defaultTenant } from '../tenant/tenant-store.ts';
import type { NewAuditRow } from './audit-store.ts';
import { maskState, maskText, secretsIn } from './mask.ts';

/** Longest resource name and other text of an entry; the rest is cut. */
export const auditTextCharsMax = 512;

/** What a route says of itself, its types forgotten. */
export type Declared = Audit<unknown, unknown, unknown>;

/** Where a request came from and when. */
export interface Origin {
  readonly at: Date;
  readonly address: string;
  readonly requestId: string;
}

/** How a call ended: with its answer and the state before it, or with the code of a fault. */
export type Outcome = { readonly result: unknown; readonly before: unknown } | { readonly refused: string };

/** Undefined where a route leaves no entry; a route that declares nothing is told by what it was asked. */
export function declarationOf(route: Route): Declared | undefined {
  if (route.audit === undefined && route.method === 'GET') return undefined;
  if (route.audit === undefined) return { type: route.tag.toLowerCase() };
  return 'none' in route.audit ? undefined : route.audit;
}

/** The entries of a call that ended: one, or one per thing that it changed. */
export function entriesOf(
  route: Route,
  declared: Declared,
  call: AuditedCall<unknown, unknown>,
  origin: Origin,
  outcome: Outcome,
): readonly NewAuditRow[] {
  const done = 'result' in outcome;
  const result = done ? outcome.result : undefined;
  const ids = [declared.id?.(call, result) ?? pathName(call.params)].flat();
  const entry = entryOf(route, declared.type, call.actor, origin, done ? 'done' : outcome.refused);
  const tenant = declared.tenant?.(call, result);
  const secrets = [...new Set([...secretsIn(call.body), ...secretsIn(result)])];
  return ids.map((id) => ({
    ...entry,
    ...(tenant === undefined ? {} : { tenant }),
    resource: cut(maskText(id, secrets)),
    before: done ? maskState(outcome.before, secrets) : null,
    after: done ? maskState(after(id), secrets) : null,
  }));

  function after(id: string): unknown {
    if (route.audit === undefined) return { params: call.params ?? null, body: call.body ?? null };
    return declared.after === undefined ? result : declared.after(result, id);
  }
}

/** The entry of a call that was not let in. */
export function deniedEntry(route: Route, actor: AuditActor, params: unknown, origin: Origin, code: string): NewAuditRow {
  const type = declarationOf(route)?.type ?? route.tag.toLowerCase();
  return { ...entryOf(route, type, actor, origin, code), resource: cut(maskText(pathName(params))) };
}

function entryOf(route: Route, type: string, actor: AuditActor, origin: Origin, outcome: string): NewAuditRow {
  return {
    // What nobody's tenant is known of belongs to whoever runs the platform.
    tenant: actor.tenant === '' ? defaultTenant : actor.tenant,
    at: origin.at,
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: cut(maskText(actor.name)),
    action: route.id,
    permission: route.permission,
    role: actor.kind === 'nobody' ? null : (whyAllowed(actor, route.permission) ?? null),
    resource_type: type,
    resource: '',
    before: null,
    after: null,
    outcome,
    address: origin.address,
    request: origin.requestId,
  };
}

function pathName(params: unknown): string {
  return typeof params === 'object' && params !== null ? Object.values(params).map(String).join('/') : '';
}

function cut(text: string): string {
  return text.slice(0, auditTextCharsMax).toWellFormed();
}
