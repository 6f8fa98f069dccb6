import { z } from 'zod';
import type { Checked } from '../filter/checked.ts';
import { readFilter } from '../filter/filter.ts';
import { filterCharsMax } from '../filter/parse.ts';
import type { Vocabulary } from '../filter/vocabulary.ts';
import { deviceName, spaceName } from '../names.ts';

/** What a label selector may name. */
export const selectorVocabulary: Vocabulary = { 'labels.*': 'string' };

/** Longest label selector, in characters. */
const selectorCharsMax = Math.min(500, filterCharsMax);

/** Where an assignment holds: the whole tenant, a space with all below it, what carries labels, or one device. */
export const scopeSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('tenant') }),
    z.strictObject({ kind: z.literal('space'), space: spaceName }),
    z.strictObject({
      kind: z.literal('labels'),
      selector: z
        .string()
        .min(1)
        .max(selectorCharsMax)
        .refine(isSelector, "a condition on labels, such as labels.site == 'north'")
        .describe('A condition on `labels.…`, in the language of docs/filters.md'),
    }),
    z.strictObject({ kind: z.literal('device'), device: deviceName }),
  ])
  .meta({ id: 'Scope' });
export type Scope = z.infer<typeof scopeSchema>;

export const wholeTenant: Scope = { kind: 'tenant' };

/** A selector as a filter; undefined when it is none. */
export function readSelector(text: string): Checked | undefined {
  try {
    return readFilter(text, selectorVocabulary);
  } catch {
    return undefined;
  }
}

function isSelector(text: string): boolean {
  return readSelector(text) !== undefined;
}

/** A scope in one line, as people read it. */
export function scopeText(scope: Scope): string {
  switch (scope.kind) {
    case 'tenant':
      return 'everywhere';
    case 'space':
      return `in ${scope.space}`;
    case 'labels':
      return `where ${scope.selector}`;
    case 'device':
      return `on ${scope.device}`;
  }
}
