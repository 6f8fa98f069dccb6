import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import type { CustomFetch } from 'openid-client';
import type { Logger } from '#core/logger.ts';
import type { TokenIssuer } from './token-issuer-store.ts';
import type { Jwks } from './token-keys.ts';

/** Keys of an issuer are asked for again after this time, and earlier when a token names one that is not known. */
export const issuerKeysKnownMs = 600_000;
/** Between two questions to one issuer; until then what it answered, or that it did not, is believed. */
export const issuerKeysAgainMs = 30_000;
/** Issuers whose keys are kept; beyond it the oldest are asked for again. */
export const issuerKeySetsMax = 1_000;

/** The issuer of a token can't be asked for its keys. */
export class UnreachableIssuer extends Error {}

/** The public keys of issuers: pasted, or asked for by a guarded fetch. */
export interface KeySets {
  of(issuer: TokenIssuer): JWTVerifyGetKey;
}

export function createKeySets(fetch: CustomFetch, log: Logger, now: () => number): KeySets {
  const sets = new Map<string, JWTVerifyGetKey>();
  return {
    of({ tenant, id, jwksUrl, jwks }) {
      // With the keys themselves in it: an issuer that was changed is another one.
      const key = JSON.stringify([tenant, id, jwksUrl, jwks]);
      const known = sets.get(key);
      if (known !== undefined) return known;
      const made = jwksUrl === null ? local(jwks ?? { keys: [] }) : remote(jwksUrl);
      sets.set(key, made);
      for (const oldest of sets.keys()) {
        if (sets.size <= issuerKeySetsMax) break;
        sets.delete(oldest);
      }
      return made;
    },
  };

  function local(jwks: Jwks): JWTVerifyGetKey {
    const find = createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]);
    // A key that was pasted without a name is meant for whatever a token calls it.
    return jwks.keys.length === 1 && jwks.keys[0]?.kid === undefined ? ({ kid: _, ...header }, token) => find(header, token) : find;
  }

  function remote(url: string): JWTVerifyGetKey {
    let failedUntil = 0;
    return createRemoteJWKSet(new URL(url), {
      cacheMaxAge: issuerKeysKnownMs,
      cooldownDuration: issuerKeysAgainMs,
      async [customFetch](address: string, options: { headers: Headers; signal: AbortSignal }) {
        if (failedUntil > now()) throw new UnreachableIssuer('it could not be asked a moment ago');
        try {
          const headers = Object.fromEntries(options.headers);
          const answer = await fetch(address, { method: 'GET', headers, signal: options.signal, body: undefined, redirect: 'manual' });
          if (answer.status !== 200) throw new Error(`it answers ${answer.status}`);
          return answer;
        } catch (error) {
          failedUntil = now() + issuerKeysAgainMs;
          log.warn({ err: error, url }, 'a token issuer could not be asked for its keys; its tokens let nobody in meanwhile');
          throw new UnreachableIssuer('it could not be asked for its keys', { cause: error });
        }
      },
    });
  }
}
