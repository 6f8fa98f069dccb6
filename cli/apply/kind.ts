import type { Client } from '@thalamus/sdk';
import type { z } from 'zod';
import type { FieldChange } from './difference.ts';

/** What every declared thing has: a name that is its own among its kind and never changes. */
export interface Named {
  readonly name: string;
}

/** A thing as the platform has it, and the ETag that says so. */
export interface Live<S extends Named> {
  readonly spec: S;
  readonly ifMatch: string | undefined;
}

/**
 * A kind of thing that files declare. What a file says is the whole truth about a thing: a field that is left out is empty or has its
 * default. All functions speak of the form that `schema` gives.
 */
export interface Kind<S extends Named = Named> {
  readonly name: string;
  /** A document without its `kind`; the order of its fields is the order in which they are written. */
  readonly schema: z.ZodType<S>;
  /** All there are, except those that nobody can change. */
  list(client: Client): AsyncIterable<S>;
  get(client: Client, name: string): Promise<Live<S>>;
  create(client: Client, spec: S): Promise<unknown>;
  change(client: Client, live: Live<S>, spec: S, changes: readonly FieldChange[]): Promise<unknown>;
  /** Of what every tenant has and never loses: `as it came` is not worth telling. */
  fixed?(spec: S): 'as it came' | 'changed' | undefined;
  /** Missing where the platform removes none. */
  remove?(client: Client, live: Live<S>): Promise<unknown>;
  /** Why the platform can't make a change; undefined when it can. */
  refusal?(change: FieldChange): string | undefined;
  /** The thing of the same kind that must be there before, as in a tree. */
  parent?(spec: S): string | undefined;
}
