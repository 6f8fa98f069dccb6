import { isJsonObject, type Json } from '#core/json.ts';

/** Stands where a secret was. */
export const masked = '[masked]';
/** Deepest nesting that is kept; below it a state is cut. */
export const auditDepthMax = 12;
/** Largest state before or after; beyond it, large fields are left out and say how large they were. */
export const auditStateBytesMax = 64 * 1024;
/** A field larger than this is left out of a state that is too large. */
const auditFieldBytesMax = 2 * 1024;
/** Shorter secrets are not searched for in other fields: they would match by chance. */
const secretCharsLeast = 8;

const secretName =
  /pass(wor|phras|cod)|pwd|secret|token|credential|authori[sz]ation|cookie|signature|recovery|otpauth|(key|keys|pin|psk|otp|hash|salt|seed)$|^auth$/i;
const apiKeyText = /thk_[0-9a-f]{16}[\w-]{20,}/g;

/** The texts that stand under names of secrets, anywhere inside; what is not JSON is read as JSON would write it. */
export function secretsIn(value: unknown): readonly string[] {
  const found: string[] = [];
  walk(toJson(value), false, 0);
  return found;

  function walk(node: Json, secret: boolean, depth: number): void {
    if (depth > auditDepthMax) return;
    if (typeof node === 'string') {
      if (secret && node.length >= secretCharsLeast) found.push(node);
    } else if (Array.isArray(node)) for (const each of node) walk(each, secret, depth + 1);
    else if (isJsonObject(node)) for (const [name, each] of Object.entries(node)) walk(each, secret || secretName.test(name), depth + 1);
  }
}

/** A state as the audit log keeps it: no secret by name, no copy of a known one, no API key, no text a database refuses, bounded. */
export function maskState(value: unknown, secrets: readonly string[] = []): Json {
  const known = anyOf(secrets);
  return fit(mask(toJson(value), 0));

  function mask(node: Json, depth: number): Json {
    if (typeof node === 'string') return maskKnown(node, known);
    if (typeof node !== 'object' || node === null) return node;
    if (depth >= auditDepthMax) return '[cut]';
    if (Array.isArray(node)) return node.map((each: Json) => mask(each, depth + 1));
    return Object.fromEntries(
      Object.entries(node).map(([name, each]: [string, Json]) => [
        maskKnown(name, known),
        // Whether there is one, or must be changed, is no secret.
        secretName.test(name) && each !== null && typeof each !== 'boolean' ? masked : mask(each, depth + 1),
      ]),
    );
  }
}

/** A text without known secrets and without what PostgreSQL can't hold. */
export function maskText(text: string, secrets: readonly string[] = []): string {
  return maskKnown(text, anyOf(secrets));
}

function maskKnown(text: string, known: RegExp | undefined): string {
  const clean = text.toWellFormed().replaceAll('\0', '\ufffd');
  return (known === undefined ? clean : clean.replace(known, masked)).replace(apiKeyText, masked);
}

/** One search for all: an answer may hold the secrets of a thousand devices. The longest go first, as one may begin another. */
function anyOf(secrets: readonly string[]): RegExp | undefined {
  if (secrets.length === 0) return undefined;
  const longestFirst = [...new Set(secrets)].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
}

function toJson(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value) ?? 'null') as Json);
}

function fit(state: Json): Json {
  const bytes = bytesOf(state);
  if (bytes <= auditStateBytesMax) return state;
  if (!isJsonObject(state)) return `[${bytes} bytes left out]`;
  const small = Object.fromEntries(
    Object.entries(state).map(([name, field]) => {
      const fieldBytes = bytesOf(field);
      return [name, fieldBytes > auditFieldBytesMax ? `[${fieldBytes} bytes left out]` : field];
    }),
  );
  return bytesOf(small) <= auditStateBytesMax ? small : `[${bytes} bytes left out]`;
}

function bytesOf(state: Json): number {
  return Buffer.byteLength(JSON.stringify(state));
}
