import { ApiError, errorOf } from './api-error.ts';
import { keepEtag } from './etag.ts';
import { attemptsMax, backoffMs, retryWaitMaxMs, wait } from './retry.ts';

/** One attempt is given up after this time. */
export const attemptTimeoutMs = 30_000;

export interface ClientOptions {
  /** Where the platform is: `http://127.0.0.1:8080`; in a browser it may be left out or '' for the page's own origin. */
  readonly url?: string;
  /** `thk_…`; without one the browser's session cookie (or, in Node, the one that `signIn` gave) is used. */
  readonly apiKey?: string | undefined;
  /** The tenant to act in, for those who belong to several; sent as `Thalamus-Tenant`. Their own when left out. */
  readonly tenant?: string | undefined;
  /** Cookies of the session, where no browser keeps them: what is in there is sent, what the platform sets is put there. */
  readonly cookies?: Map<string, string> | undefined;
  /** What the list of sessions shows of this program; browsers send their own. */
  readonly userAgent?: string | undefined;
  /** Ends every call of this client. */
  readonly signal?: AbortSignal | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ChangeOptions extends CallOptions {
  /** The ETag of the thing as it was read (`etagOf`): the change is refused with PRECONDITION_FAILED when somebody else was first. */
  readonly ifMatch?: string | undefined;
}

/** How often a call may be tried: `always` where repeating is harmless, `refused` only where the server said it did nothing, `never`. */
export type Repeat = 'always' | 'refused' | 'never';

export interface Request extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: object | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly repeat: Repeat;
  /** Statuses that carry a result although they are not 2xx. */
  readonly accept?: readonly number[] | undefined;
}

export interface Transport {
  readonly base: string;
  /** Headers that say who is calling. */
  identity(): Record<string, string>;
  send<T>(request: Request): Promise<T>;
  stream(path: string, signal: AbortSignal): Promise<Response>;
}

export function createTransport(options: ClientOptions): Transport {
  const base = (options.url ?? '').replace(/\/+$/, '');
  const fetchOnce = options.fetch ?? globalThis.fetch.bind(globalThis);
  // Browsers keep cookies themselves and hide Set-Cookie; elsewhere the session lives as long as this map.
  const cookies = options.cookies ?? new Map<string, string>();
  return { base, identity, send, stream };

  function identity(): Record<string, string> {
    const tenant: Record<string, string> = options.tenant === undefined ? {} : { 'thalamus-tenant': options.tenant };
    if (options.apiKey !== undefined) return { ...tenant, authorization: `Bearer ${options.apiKey}` };
    if (cookies.size === 0) return tenant;
    return { ...tenant, cookie: Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; '), origin: new URL(base).origin };
  }

  async function send<T>(asked: Request): Promise<T> {
    const request = { ...asked, signal: either(options.signal, asked.signal) };
    for (let attempt = 0; ; attempt++) {
      const outcome = await tryOnce(request);
      if (!(outcome instanceof ApiError)) return keepEtag((await resultOf(outcome)) as T, outcome.headers.get('etag'));
      // The first try was answered by nobody but may have done its work.
      if (attempt > 0 && request.method === 'DELETE' && outcome.status === 404) return undefined as T;
      const again = attempt + 1 < attemptsMax && mayRepeat(request.repeat, outcome);
      const waitMs = outcome.retryAfterMs ?? backoffMs(attempt, Math.random);
      if (!again || waitMs > retryWaitMaxMs) throw outcome;
      await wait(waitMs, request.signal);
    }
  }

  async function tryOnce(request: Request): Promise<Response | ApiError> {
    const timeout = AbortSignal.timeout(attemptTimeoutMs);
    const headers: Record<string, string> = { accept: 'application/json', ...identity(), ...request.headers };
    if (options.userAgent !== undefined) headers['user-agent'] = options.userAgent;
    if (request.body !== undefined) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      response = await fetchOnce(base + request.path + queryText(request.query), {
        method: request.method,
        headers,
        credentials: 'same-origin',
        signal: either(request.signal, timeout),
        ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      });
    } catch (cause) {
      if (request.signal?.aborted) throw request.signal.reason;
      const detail = timeout.aborted
        ? `No answer from ${base} within ${attemptTimeoutMs / 1000} s`
        : `No answer from ${base || 'the server'}`;
      return new ApiError({ status: 0, code: 'NETWORK', title: 'The platform can’t be reached', detail }, { cause });
    }
    keepCookies(response);
    if (response.ok || request.accept?.includes(response.status)) return response;
    return errorOf(response);
  }

  async function stream(path: string, signal: AbortSignal): Promise<Response> {
    const response = await fetchOnce(base + path, {
      headers: { accept: 'text/event-stream', ...identity() },
      credentials: 'same-origin',
      signal,
    });
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  function keepCookies(response: Response): void {
    for (const line of response.headers.getSetCookie?.() ?? []) {
      const [pair = '', ...attributes] = line.split(';');
      const at = pair.indexOf('=');
      if (at <= 0) continue;
      const ended = attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0');
      if (ended) cookies.delete(pair.slice(0, at));
      else cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}

function either<S extends AbortSignal | undefined>(a: AbortSignal | undefined, b: S): AbortSignal | S {
  if (a === undefined) return b;
  return b === undefined ? a : AbortSignal.any([a, b]);
}

function mayRepeat(repeat: Repeat, error: ApiError): boolean {
  if (repeat === 'never') return false;
  if (error.status === 429) return true;
  return repeat === 'always' && (error.status === 503 || error.status === 0);
}

async function resultOf(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

function queryText(query: object | undefined): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined) params.set(key, String(value));
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}
