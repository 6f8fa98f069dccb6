import { z } from 'zod';

/** Longest label, in characters. */
const labelCharsMax = 128;

/** True for text that PostgreSQL can hold: no NUL, no half of a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** A name for people. */
export const labelText = z.string().trim().min(1).max(labelCharsMax).refine(isStorable, 'text without NUL characters');
