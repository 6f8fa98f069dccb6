import { lookup as resolve } from 'node:dns';
import { request as plain, type RequestOptions } from 'node:http';
import { request as secure } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { CustomFetch } from 'openid-client';
import { SsoFault } from './sso-fault.ts';

/** An identity provider has this long to answer; then signing in fails as `unreachable`. */
export const issuerAnswerMs = 8_000;
/** Largest answer of an identity provider; a larger one ends the connection. */
export const issuerAnswerBytesMax = 1024 * 1024;

/**
 * Asks identity providers that tenants name. Who names an address must not reach through us what only we can reach: only public
 * addresses over HTTPS, checked when the connection is made, and no redirects. `internalHosts` (`host` or `host:port`) are
 * the operator's exceptions.
 */
export function createIssuerFetch(internalHosts: ReadonlySet<string>): CustomFetch {
  return async (address, { method, headers, body, signal }) => {
    const url = new URL(address);
    const internal = internalHosts.has(url.host);
    if (url.protocol !== 'https:' && !(internal && url.protocol === 'http:')) throw refused(url, 'it has to begin with https://');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!internal && isIP(host) !== 0 && !isPublic(host)) throw refused(url, 'it is no public address');
    const timeout = AbortSignal.timeout(issuerAnswerMs);
    const options: RequestOptions = {
      method,
      // A connection of its own, so that its address is looked at each time.
      agent: false,
      headers: { ...headers, ...(body == null ? {} : { 'content-length': String(Buffer.byteLength(textOf(body))) }) },
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
      ...(internal ? {} : { lookup: publicOnly(url) }),
    };
    return await send(url, options, body == null ? undefined : textOf(body));
  };
}

function send(url: URL, options: RequestOptions, body: string | undefined): Promise<Response> {
  return new Promise((done, fail) => {
    const failed = (error: unknown) => fail(error instanceof SsoFault ? error : unreachable(url, error));
    const request = (url.protocol === 'https:' ? secure : plain)(url, options, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > issuerAnswerBytesMax) answer.destroy(new SsoFault('SSO_FAILED', 'provider', `${url.host} answers too much`));
        else chunks.push(chunk);
      });
      answer.once('error', failed);
      answer.once('end', () => {
        const headers = new Headers();
        for (const [name, values] of Object.entries(answer.headersDistinct)) for (const value of values ?? []) headers.append(name, value);
        const status = answer.statusCode ?? 500;
        done(new Response(status === 204 || status === 304 ? null : Buffer.concat(chunks), { status, headers }));
      });
    });
    request.once('error', failed);
    request.end(body);
  });
}

/** Resolves a name and refuses it when any of its addresses is ours; what was checked is what is connected to. */
function publicOnly(url: URL): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error !== null || first === undefined) callback(error ?? new Error('no address'), []);
      else if (found.some(({ address }) => !isPublic(address))) callback(refused(url, 'it leads to an address that is not public'), []);
      else if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
}

function textOf(body: unknown): string {
  return body instanceof URLSearchParams || typeof body === 'string' ? String(body) : Buffer.from(body as Uint8Array).toString();
}

function refused(url: URL, why: string): SsoFault {
  return new SsoFault('SSO_FAILED', 'unreachable', `${url.host} is not asked: ${why} (THALAMUS_SSO_INTERNAL_HOSTS names exceptions)`);
}

function unreachable(url: URL, cause: unknown): SsoFault {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
  return new SsoFault('SSO_FAILED', 'unreachable', `${url.host} could not be asked (${code})`, cause);
}

// https://www.iana.org/assignments/iana-ipv4-special-registry and -ipv6-: what is not globally reachable.
const special = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  special.addSubnet(net, prefix, 'ipv6');
}
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** True for addresses on the public internet. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  return family === 6 && globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
}
