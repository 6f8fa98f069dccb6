import type { z } from 'zod';

/** Actions are stable strings; a route names the one it needs. `public` needs nobody, `signed-in` anybody who is known. */
export type Permission =
  | 'public'
  | 'signed-in'
  | 'product.read'
  | 'product.write'
  | 'device.read'
  | 'device.write'
  | 'device.credential'
  | 'data.query'
  | 'access.key'
  | 'demo.run';

/** Who is calling: a person with a session, or an API key. */
export interface Actor {
  readonly kind: 'person' | 'key';
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly roles: readonly string[];
}

export interface Call<P, Q, B> {
  /** Present unless the route is public. */
  readonly actor: Actor;
  /** The tenant that the call is about: always the actor's. */
  readonly tenant: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly signal: AbortSignal;
  /** The caller's address, for audit and throttling. */
  readonly address: string;
  readonly requestHeader: (name: string) => string | undefined;
  readonly setHeader: (name: string, value: string | readonly string[]) => void;
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
  readonly status?: 200 | 201 | 202 | 204;
  readonly bodyBytesMax?: number;
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
