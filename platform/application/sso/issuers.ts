import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client';
import { createGate } from '../identity/gate.ts';
import type { SsoAttempt } from './attempt-cookie.ts';
import { SsoFault, ssoFaultIn } from './sso-fault.ts';
import type { SsoClient } from './sso-store.ts';

/** What a provider said of itself is believed this long. */
export const issuerKnownMs = 3_600_000;
/** A provider that could not be asked is asked again after this time. */
export const issuerFailedMs = 10_000;
/** Providers that are remembered; beyond it the oldest is asked again. */
export const issuersMax = 500;
/** Questions to providers at once, and how many more may wait; beyond it one is told to try again. */
export const issuerQuestionsMax = 16;
export const issuerQuestionsWaitingMax = 64;

/** What a provider says of somebody who signed in there. */
export interface Claims {
  readonly subject: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
}

/** OpenID providers, asked through openid-client. */
export interface Issuers {
  /** Throws `SSO_FAILED` when the provider can't be asked or is none. */
  check(client: SsoClient): Promise<void>;
  /** Where a browser signs in: authorization code flow with PKCE, state and nonce. */
  signInUrl(client: SsoClient, attempt: SsoAttempt, redirectUri: string): Promise<URL>;
  /** Takes what the browser brought back. Throws `SSO_FAILED` unless everything fits the attempt and is signed by the provider. */
  claims(client: SsoClient, attempt: SsoAttempt, callback: URL): Promise<Claims>;
}

export function createIssuers(fetch: CustomFetch, now: () => number): Issuers {
  const known = new Map<string, { readonly until: number; readonly configuration: Promise<Configuration> }>();
  const gate = createGate(issuerQuestionsMax, issuerQuestionsWaitingMax);
  return {
    check: async (client) => {
      known.delete(keyOf(client));
      await configurationOf(client);
    },
    signInUrl,
    async claims(client, attempt, callback) {
      const configuration = await configurationOf(client);
      return await gate.run(() => claims(configuration, attempt, callback));
    },
  };

  async function signInUrl(client: SsoClient, { state, nonce, verifier }: SsoAttempt, redirectUri: string): Promise<URL> {
    return buildAuthorizationUrl(await configurationOf(client), {
      redirect_uri: redirectUri,
      scope: 'openid email profile',
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
  }

  async function claims(configuration: Configuration, { state, nonce, verifier }: SsoAttempt, callback: URL): Promise<Claims> {
    try {
      const tokens = await authorizationCodeGrant(configuration, callback, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const idToken = tokens.claims();
      if (idToken === undefined) throw new SsoFault('SSO_FAILED', 'provider', 'The provider sent no ID token');
      // Many providers keep e-mail and name out of the ID token.
      const rest = idToken.email === undefined ? await fetchUserInfo(configuration, tokens.access_token, idToken.sub) : {};
      const { sub, email, email_verified: verified, name }: Record<string, unknown> = { ...rest, ...idToken };
      return {
        subject: String(sub),
        email: typeof email === 'string' ? email.toLowerCase() : undefined,
        emailVerified: verified === true,
        name: typeof name === 'string' ? name : undefined,
      };
    } catch (error) {
      throw problemOf(error);
    }
  }

  async function configurationOf(client: SsoClient): Promise<Configuration> {
    const key = keyOf(client);
    const found = known.get(key);
    if (found !== undefined && found.until > now()) return await found.configuration;
    known.delete(key);
    const configuration = gate.run(() => discover(client));
    known.set(key, { until: now() + issuerKnownMs, configuration });
    configuration.catch(() => known.set(key, { until: now() + issuerFailedMs, configuration }));
    for (const oldest of known.keys()) {
      if (known.size <= issuersMax) break;
      known.delete(oldest);
    }
    return await configuration;
  }

  async function discover({ issuer, clientId, clientSecret }: SsoClient): Promise<Configuration> {
    try {
      const configuration = await discovery(new URL(issuer), clientId, undefined, eitherWay(clientSecret), {
        [customFetch]: fetch,
        // Whether plain HTTP may be spoken is decided, host by host, by what asks.
        execute: [allowInsecureRequests, enableNonRepudiationChecks],
      });
      configuration[customFetch] = fetch;
      return configuration;
    } catch (error) {
      throw problemOf(error);
    }
  }
}

function keyOf({ tenant, issuer, clientId, clientSecret }: SsoClient): string {
  return JSON.stringify([tenant, issuer, clientId, clientSecret]);
}

/** The way of the two that the provider takes; the specification's default is the first. */
function eitherWay(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (ways.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

function problemOf(error: unknown): unknown {
  const fault = ssoFaultIn(error);
  if (fault !== undefined) return fault;
  if (!(error instanceof Error)) return error;
  if ('error' in error && error.error === 'access_denied') {
    return new SsoFault('SSO_FAILED', 'cancelled', 'The sign-in was cancelled at the provider', error);
  }
  // Texts and names of claims say what did not fit; the answer itself, which may hold tokens, is left out.
  return new SsoFault('SSO_FAILED', 'provider', `The provider’s answer was not accepted: ${error.message}${claimIn(error)}`);
}

function claimIn(error: Error): string {
  for (let cause: unknown = error.cause, depth = 0; typeof cause === 'object' && cause !== null && depth < 8; depth++) {
    if ('claim' in cause && typeof cause.claim === 'string') return ` (${cause.claim})`;
    cause = 'cause' in cause ? cause.cause : undefined;
  }
  return '';
}
