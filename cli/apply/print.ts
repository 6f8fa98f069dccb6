import { stringify } from 'yaml';
import { said } from './fields.ts';
import type { Kind, Named } from './kind.ts';

/** One document in the canonical form: `kind`, then the fields in the order of the kind's schema, without those that say nothing. */
export function printDocument(kind: Kind, spec: Named): string {
  // Strings that older readers take for something else (`yes`, `12:30`) are quoted as well.
  return stringify({ kind: kind.name, ...(said(spec) as object) }, { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false });
}

/** Several documents in one file. */
export function printDocuments(documents: readonly string[]): string {
  return documents.join('---\n');
}
