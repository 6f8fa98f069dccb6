import type { Regex } from './regex/regex.ts';

export const comparisonOps = ['==', '!=', '<', '<=', '>', '>='] as const;
export const arithmeticOps = ['+', '-', '*', '/', '%'] as const;
export const methods = ['startsWith', 'contains', 'endsWith'] as const;
export type ComparisonOp = (typeof comparisonOps)[number];
export type ArithmeticOp = (typeof arithmeticOps)[number];
/** The function whose argument is a pattern. */
export const patternMethod = 'matches';
export type Method = (typeof methods)[number];
export type BinaryOp = ComparisonOp | ArithmeticOp | '&&' | '||';

export interface Literal {
  readonly kind: 'literal';
  readonly value: string | number | boolean | null;
  readonly at: number;
}

/** A filter as it was written; `at` is where the part that errors point at begins, an operator's own place for `binary`. */
export type Syntax =
  | Literal
  | { readonly kind: 'field'; readonly path: string; readonly at: number }
  | { readonly kind: 'not' | 'negative'; readonly of: Syntax; readonly at: number }
  | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Syntax; readonly right: Syntax; readonly at: number }
  | { readonly kind: 'in'; readonly of: Syntax; readonly items: readonly Literal[]; readonly at: number }
  | { readonly kind: 'call'; readonly method: Method; readonly of: Syntax; readonly argument: Syntax; readonly at: number }
  | { readonly kind: 'matches'; readonly of: Syntax; readonly pattern: Literal; readonly regex: Regex; readonly at: number };

/** How strongly operators bind; those of equal strength group from the left. Unary ones and methods bind stronger. */
export const bindingOf: Readonly<Record<BinaryOp | 'in', number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  in: 3,
  '+': 4,
  '-': 4,
  '*': 5,
  '/': 5,
  '%': 5,
};
