import { createLiveClient, type LiveClient } from './live.ts';
import { bindOperations } from './operation.ts';
import type { Operations } from './operations.generated.ts';
import { type CallOptions, type ClientOptions, createTransport } from './transport.ts';
import type { Health } from './types.ts';

/** One method per operation of the API; every one throws `ApiError`. */
export interface Client extends Operations {
  /** Whether the platform and its parts are well; also answers when they are not. */
  readonly getHealth: (call?: CallOptions) => Promise<Health>;
  /** The page that signs in through an organisation, named by its tenant or by the domain of an e-mail; for `location.assign`. */
  readonly ssoUrl: (by: { readonly tenant: string } | { readonly email: string }, next?: string) => string;
  /** A live connection; it opens with its first subscription, reconnects by itself, and is closed with `close()`. */
  readonly live: () => LiveClient;
}

/** A client of one platform. Calls that may be repeated are, with backoff, on 429, 503 and when no answer came. */
export function createClient(options: ClientOptions = {}): Client {
  const transport = createTransport(options);
  return {
    ...bindOperations(transport),
    getHealth: (call) => transport.send({ method: 'GET', path: '/health', repeat: 'always', accept: [503], ...call }),
    ssoUrl: (by, next = '/') => `${transport.base}/api/v1/session/sso?${new URLSearchParams({ ...by, next })}`,
    live: () => createLiveClient(transport),
  };
}
