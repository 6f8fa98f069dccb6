import type { CodePoints } from './code-points.ts';

/** A regular expression that was read: what it means is wholly in its sets, so that no engine's own idea of a class or of case counts. */
export type Regex =
  | { readonly kind: 'set'; readonly points: CodePoints }
  | { readonly kind: 'begin' | 'end'; readonly at: number }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly of: Regex; readonly min: number; readonly max: number | undefined };
