import { randomInt } from 'node:crypto';

// Without the letters and digits that people confuse.
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A random text that people can copy by hand: 5 bits per character. */
export function readableCode(chars: number): string {
  return Array.from({ length: chars }, () => alphabet[randomInt(alphabet.length)]).join('');
}
