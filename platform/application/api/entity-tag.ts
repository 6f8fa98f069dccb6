import { hash } from 'node:crypto';
import { Fault } from '#core/errors.ts';
import type { Expected } from '#core/version.ts';

/** Longest If-Match or If-None-Match, in characters; a longer one is refused. */
const conditionCharsMax = 4096;

// A tag is "<hash of the answer>", or "<version>.<hash>" where the thing names its version: then what changes by itself in the answer
// (is the device online?) makes another tag for readers, but does not stand in the way of a change.

/** The strong ETag of an answer (RFC 9110 §8.8.3). */
export function entityTag(text: string, version: string | undefined): string {
  const digest = hash('sha256', text, 'base64url').slice(0, 22);
  return version === undefined ? `"${digest}"` : `"${version}.${digest}"`;
}

/** The version that an ETag stands for: what it names, else the hash. A version alone, `"3"`, is taken too. */
export function versionIn(tag: string): string {
  return tag.replaceAll('"', '').replace(/\..*/, '');
}

/** What If-Match asks for: undefined for any version, which `*` and no header are. */
export function expectedVersions(header: string | undefined): Expected {
  if (header === undefined || header.trim() === '*') return undefined;
  return tagsIn(header, 'if-match').map(versionIn);
}

/** True when the reader has this very answer already (If-None-Match, compared weakly as RFC 9110 §13.1.2 says). */
export function isKnown(header: string | undefined, tag: string): boolean {
  return header !== undefined && (header.trim() === '*' || tagsIn(header, 'if-none-match').includes(tag));
}

/** The tags of a list. Proxies that compress make ours weak, `W/"…"`; it is the same version. */
function tagsIn(header: string, field: string): string[] {
  const tags =
    header.length > conditionCharsMax ? [] : header.split(',').map((text) => /^\s*(?:W\/)?("[!\x23-\x7e]*")\s*$/.exec(text)?.[1]);
  if (tags.length > 0 && tags.every((tag) => tag !== undefined)) return tags;
  throw new Fault('BAD_REQUEST', `${field} is no list of ETags`, { places: [{ field, expected: 'an ETag in quotes, such as "3", or *' }] });
}
