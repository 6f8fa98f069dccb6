import type { Fault } from '#core/errors.ts';
import type { Actor, AuditActor, AuditedCall, Route } from '#core/route.ts';
import { faultOf } from '../api/problem.ts';
import { type Declared, declarationOf, deniedEntry, entriesOf, type Origin, type Outcome } from './audit-entry.ts';
import type { AuditWriter } from './audit-writer.ts';
import type { RefusalBound } from './refusal-bound.ts';

/** A request as the recorder sees it. */
export interface AuditedRequest {
  readonly address: string;
  readonly requestId: string;
}

/** Puts what people and programs change, and what they were refused, into the audit log. */
export interface AuditRecorder {
  /** Does the work; whoever hears how it ended finds it in the log. Throws `ENGINE_DOWN` before the work while the log can't be written. */
  record<T>(route: Route, call: AuditedCall<unknown, unknown> & AuditedRequest, work: () => Promise<T>): Promise<T>;
  /** A call that was not let in. */
  denied(route: Route, actor: Actor, params: unknown, request: AuditedRequest, fault: Fault): Promise<void>;
}

export function createAuditRecorder(writer: AuditWriter, mayLeave: RefusalBound, now: () => number): AuditRecorder {
  return { record, denied };

  async function record<T>(route: Route, call: AuditedCall<unknown, unknown> & AuditedRequest, work: () => Promise<T>): Promise<T> {
    const declared = declarationOf(route);
    if (declared === undefined) return await work();
    await writer.catchUp();
    // What can't be read is not there, or the work itself will say what is wrong.
    const before = declared.before === undefined ? null : await declared.before(call).catch(() => null);
    let result: T;
    try {
      result = await work();
    } catch (error) {
      const fault = faultOf(error);
      // A fault on our side may come after the change, so it is kept whatever the bound.
      const actor = await actorOf(declared, call, undefined);
      if (fault.status >= 500 || may(actor, call.address)) await write(route, declared, { ...call, actor }, { refused: fault.code });
      throw error;
    }
    await write(route, declared, { ...call, actor: await actorOf(declared, call, { result }) }, { result, before });
    return result;
  }

  async function denied(route: Route, actor: Actor, params: unknown, request: AuditedRequest, fault: Fault): Promise<void> {
    if (!may(actor, request.address)) return;
    await writer.write(() => [deniedEntry(route, actor, params, originOf(request), fault.code)]);
  }

  async function write(route: Route, declared: Declared, call: AuditedCall<unknown, unknown> & AuditedRequest, outcome: Outcome) {
    await writer.write(() => entriesOf(route, declared, call, originOf(call), outcome));
  }

  async function actorOf(
    declared: Declared,
    call: AuditedCall<unknown, unknown>,
    done: { readonly result: unknown } | undefined,
  ): Promise<AuditActor> {
    if (declared.actor === undefined) return call.actor;
    return await declared
      .actor(call, done !== undefined, done?.result)
      .catch((): AuditActor => ({ kind: 'nobody', id: '', name: 'unknown', tenant: '', roles: [] }));
  }

  function may(actor: AuditActor, address: string): boolean {
    const known = actor.kind !== 'nobody';
    const allowed = mayLeave(known ? `${actor.kind} ${actor.id}` : address, known);
    if (!allowed) writer.leftOut();
    return allowed;
  }

  function originOf({ address, requestId }: AuditedRequest): Origin {
    return { at: new Date(now()), address, requestId };
  }
}
