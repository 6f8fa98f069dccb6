import type { z } from 'zod';
import type { Access } from './access/access.ts';
import type { Action } from './access/action.ts';
import type { Policy } from './access/policy.ts';
import type { Fault } from './errors.ts';
import type { Expected } from './version.ts';

/** What a route needs: an action, nobody in particular (`public`), anybody who is known (`signed-in`), or an operator of the platform. */
export type Permission = Action | 'public' | 'signed-in' | 'operator';

/** Who is calling: a person with a session, or an API key. */
export interface Actor {
  readonly kind: 'person' | 'key';
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  /** Names of the roles, for people to read; what they permit is `policy`. */
  readonly roles: readonly string[];
  readonly policy: Policy;
  /** True for those who run the platform. */
  readonly operator: boolean;
  /** How somebody acts in a tenant that they don't belong to. */
  readonly via?: 'share' | 'impersonation';
}

export interface Call<P, Q, B> {
  /** Present unless the route is public. */
  readonly actor: Actor;
  /** The tenant that the call is about: always the actor's. */
  readonly tenant: string;
  /** What the caller may do in that tenant, and to what. A device in the path was checked before. */
  readonly access: Access;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly signal: AbortSignal;
  /** The caller's address, for audit and throttling. */
  readonly address: string;
  readonly requestHeader: (name: string) => string | undefined;
  readonly setHeader: (name: string, value: string | readonly string[]) => void;
  /** What the caller takes the thing to be that it changes; for routes that are `versioned`. */
  readonly expected: Expected;
  /** Tells the version of the thing that is answered. */
  readonly setVersion: (version: string | number) => void;
}

/** Whom an entry of the audit log names; `nobody` is whoever failed to sign in. */
export interface AuditActor extends Omit<Actor, 'kind' | 'policy' | 'operator'> {
  readonly kind: Actor['kind'] | 'nobody';
  readonly policy?: Policy;
}

/** What of a call the audit log may look at. */
export interface AuditedCall<P, B> {
  readonly actor: AuditActor;
  readonly tenant: string;
  readonly params: P;
  readonly body: B;
  readonly requestHeader: (name: string) => string | undefined;
}

/** How a change is told in the audit log: on what, and the thing's state before and after. Secrets in it are masked by the log. */
export interface Audit<P, B, R> {
  /** What kind of thing changes: `device`, `product`, … */
  readonly type: string;
  /** Which one, or which ones (an entry each); where left out, what the path names. `result` is undefined when the call was refused. */
  readonly id?: (call: AuditedCall<P, B>, result: R | undefined) => string | readonly string[];
  /** The state that the change meets; where left out or when it fails, there is none. */
  readonly before?: (call: AuditedCall<P, B>) => Promise<unknown>;
  /** The state that the change leaves; where left out, the answer. */
  readonly after?: (result: R, id: string) => unknown;
  /** Who did it, where the call itself says who somebody is. */
  readonly actor?: (call: AuditedCall<P, B>, done: boolean, result: R | undefined) => Promise<AuditActor>;
  /** Whose log tells it, where that is not the caller's tenant. */
  readonly tenant?: (call: AuditedCall<P, B>, result: R | undefined) => string | undefined;
}

/** Why a route that is no GET leaves no entry: it changes nothing, or what it stores is its own record. */
export interface NotAudited {
  readonly none: string;
}

export interface RouteSpec<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** With `{name}` placeholders, as in OpenAPI. */
  readonly path: `/${string}`;
  /** Stable operationId: the name of the SDK's method. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly permission: Permission;
  readonly scope: 'tenant' | 'none';
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly response: R;
  /** 302: a page that people open and that leads on (`setHeader('location', …)`); the answer itself is only for the audit log. */
  readonly status?: 200 | 201 | 202 | 204 | 302;
  /** Where such a page leads when the call fails. */
  readonly otherwise?: (fault: Fault) => string;
  readonly bodyBytesMax?: number;
  /**
   * How a caller may repeat a call whose answer it missed: `always` where that is harmless, `refused` only where the answer said that
   * nothing was done, `never`. Left out: `always`, but a POST takes an Idempotency-Key (or, being public, is never repeated).
   */
  readonly repeat?: 'always' | 'refused' | 'never';
  /**
   * The thing has a version: reading and changing it tell it (`setVersion`), and changing it checks what is `expected` in its transaction
   * (`needVersion`). Without it the API compares the whole answer of the GET of the same path, right before the change.
   */
  readonly versioned?: true;
  /** Every route but a GET has one (a GET may, where it changes something); without it what was asked for is recorded, masked. */
  readonly audit?: Audit<z.output<P>, z.output<B>, z.output<R>> | NotAudited;
  readonly example: { readonly body?: z.input<B>; readonly response: z.input<R> };
  readonly handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<R>>;
}

/** A route with its types forgotten: what a table holds. */
export type Route = RouteSpec<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** Types a route from its schemas; the table itself keeps them only at run time. */
export function defineRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  spec: RouteSpec<P, Q, B, R>,
): Route {
  return spec as unknown as Route;
}
