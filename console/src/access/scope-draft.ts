import type { Scope } from '@thalamus/sdk';
import { speaksOfLabelsOnly } from './patterns.ts';

export const scopeKinds = ['tenant', 'space', 'labels', 'device'] as const;
export type ScopeKind = (typeof scopeKinds)[number];

/** A scope while it is chosen: what was typed for another kind is kept. */
export interface ScopeDraft {
  readonly kind: ScopeKind;
  readonly space?: string | undefined;
  readonly selector?: string | undefined;
  readonly device?: string | undefined;
}

/** The scope; undefined while something of it is missing. */
export function scopeOf({ kind, space, selector = '', device }: ScopeDraft): Scope | undefined {
  if (kind === 'tenant') return { kind };
  if (kind === 'space') return space === undefined ? undefined : { kind, space };
  if (kind === 'device') return device === undefined ? undefined : { kind, device };
  return selector.trim() === '' || !speaksOfLabelsOnly(selector) ? undefined : { kind, selector: selector.trim() };
}
