import type { Scope } from '@thalamus/sdk';
import { InvalidArgumentError } from 'commander';

/** How a scope is typed. */
export const scopeForm = 'tenant, space:NAME, device:NAME, or labels:CONDITION such as "labels:labels.site == \'north\'"';

/** Reads a scope as people type it. */
export function parseScope(text: string): Scope {
  const at = text.indexOf(':');
  const [kind, name] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1).trim()];
  if (kind === 'tenant' && at < 0) return { kind };
  if (name !== '' && kind === 'space') return { kind, space: name };
  if (name !== '' && kind === 'device') return { kind, device: name };
  if (name !== '' && kind === 'labels') return { kind, selector: name };
  throw new InvalidArgumentError(`expected ${scopeForm}.`);
}

/** A scope as it is typed. */
export function scopeText(scope: Scope): string {
  if (scope.kind === 'space') return `space:${scope.space}`;
  if (scope.kind === 'device') return `device:${scope.device}`;
  return scope.kind === 'labels' ? `labels:${scope.selector}` : 'tenant';
}
