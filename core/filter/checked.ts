import type { Regex } from './regex/regex.ts';
import type { ArithmeticOp, Method } from './syntax.ts';

/** The kinds of values that filters compare; enums are strings, timestamps are ms since the epoch. */
export type Kind = 'string' | 'number' | 'boolean' | 'timestamp' | 'null';
export type Value = string | number | boolean | null;
export type OrderOp = '<' | '<=' | '>' | '>=';

export interface Constant {
  readonly kind: 'constant';
  readonly type: Kind;
  readonly value: Value;
}

/**
 * A filter that fits its list's fields: what the closure and the SQL are made of. `equal`, `order`, `in`, `call`, `matches`, `not`,
 * `all` and `any` are true or false and never null; `field`, `negative` and `arithmetic` may be null.
 */
export type Checked =
  | Constant
  | { readonly kind: 'field'; readonly type: Kind; readonly path: string }
  | { readonly kind: 'negative'; readonly of: Checked }
  | { readonly kind: 'arithmetic'; readonly op: ArithmeticOp; readonly left: Checked; readonly right: Checked }
  | { readonly kind: 'equal' | 'all' | 'any'; readonly left: Checked; readonly right: Checked }
  | { readonly kind: 'order'; readonly op: OrderOp; readonly left: Checked; readonly right: Checked }
  | { readonly kind: 'not'; readonly of: Checked }
  | { readonly kind: 'in'; readonly of: Checked; readonly items: readonly Constant[] }
  | { readonly kind: 'call'; readonly method: Method; readonly of: Checked; readonly argument: Checked }
  | { readonly kind: 'matches'; readonly of: Checked; readonly regex: Regex };

export function kindOf(node: Checked): Kind {
  if (node.kind === 'constant' || node.kind === 'field') return node.type;
  return node.kind === 'negative' || node.kind === 'arithmetic' ? 'number' : 'boolean';
}
