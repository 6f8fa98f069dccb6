import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CredentialLogin, DeviceCredentials, ScramVerifier } from '#core/ports/device-credentials.ts';
import type { AuthExchange, AuthStep, Login } from '../principal.ts';
import { namedBy } from './credentials.ts';
import { refusals, refuse } from './refusal.ts';

/** The method's name in MQTT 5 CONNECT and AUTH packets. */
export const scramMethod = 'SCRAM-SHA-256';

/** Longest message of a client that is looked at. */
const messageBytesMax = 1_024;
const nonceBytes = 18;

interface Begun {
  readonly verifier: ScramVerifier;
  /** `client-first-message-bare,server-first-message` */
  readonly said: string;
  readonly header: string;
  readonly nonce: string;
}

/** SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. `accept` makes a login of what the proof belongs to. */
export function createScramExchange(
  credentials: DeviceCredentials,
  accept: (login: CredentialLogin) => Login,
  nonceOf: () => string = () => randomBytes(nonceBytes).toString('base64'),
): AuthExchange {
  let begun: Begun | undefined;
  let over = false;
  return { step };

  async function step(data: Buffer | undefined): Promise<AuthStep> {
    if (over || data === undefined || data.length > messageBytesMax) return failed();
    const message = data.toString('utf8');
    if (begun !== undefined) return await finish(begun, message);
    const first = readFirst(message);
    if (first === undefined) return failed();
    const named = namedBy(first.user);
    const verifier = await credentials.scram(named?.tenant ?? '', named?.name ?? '');
    const nonce = first.nonce + nonceOf();
    const answer = `r=${nonce},s=${Buffer.from(verifier.salt).toString('base64')},i=${verifier.iterations}`;
    begun = { verifier, nonce, header: first.header, said: `${first.bare},${answer}` };
    return { done: false, data: Buffer.from(answer) };
  }

  async function finish({ verifier, said, header, nonce }: Begun, message: string): Promise<AuthStep> {
    const [, bare, binding, given, proof] = /^(c=([A-Za-z0-9+/=]+),r=([\x21-\x2b\x2d-\x7e]+)),p=([A-Za-z0-9+/=]+)$/.exec(message) ?? [];
    over = true;
    if (bare === undefined || binding !== Buffer.from(header).toString('base64') || given !== nonce) return failed();
    const signed = `${said},${bare}`;
    const clientKey = xor(Buffer.from(proof ?? '', 'base64'), hmac(verifier.storedKey, signed));
    const fits = timingSafeEqual(createHash('sha256').update(clientKey).digest(), verifier.storedKey);
    const login = accept(fits ? await verifier.login() : { ok: false, reason: 'wrong-password' });
    return login.ok
      ? { done: true, data: Buffer.from(`v=${hmac(verifier.serverKey, signed).toString('base64')}`), login }
      : { done: true, login };
  }

  function failed(): AuthStep {
    over = true;
    return { done: true, login: refuse(refusals.wrong, 'scram-message') };
  }
}

interface First {
  readonly header: string;
  readonly bare: string;
  readonly user: string;
  readonly nonce: string;
}

/** `client-first-message` (RFC 5802 §7) without channel binding and without extensions that must be understood. */
function readFirst(message: string): First | undefined {
  const [, header, bare, name, nonce] = /^([ny],(?:a=[^,]*)?,)(n=([^,]+),r=([\x21-\x2b\x2d-\x7e]+)(?:,.*)?)$/s.exec(message) ?? [];
  if (header === undefined || bare === undefined || name === undefined || nonce === undefined) return undefined;
  if (/=(?!2C|3D)/.test(name) || header.length > 3) return undefined;
  return { header, bare, nonce, user: name.replaceAll('=2C', ',').replaceAll('=3D', '=') };
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Of 32 bytes each; a proof of another length is none, and gives what fits nothing. */
function xor(left: Buffer, right: Buffer): Buffer {
  return left.length === right.length ? Buffer.from(right.map((byte, at) => byte ^ (left[at] as number))) : right;
}
