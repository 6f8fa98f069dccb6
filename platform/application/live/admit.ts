import { type Access, createAccess } from '#core/access/access.ts';
import { Forbidden } from '#core/access/forbidden.ts';
import { Fault } from '#core/errors.ts';
import type { Authenticate, Credentials } from '../access/authenticate.ts';
import { can } from '../access/policy.ts';
import type { SpaceTrees } from '../tenant/space-trees.ts';

/** A sign of life goes to every live client this often. */
export const liveBeatMs = 15_000;
/** A live connection asks this often whether its session or key is still good. */
export const liveRecheckMs = 60_000;

/** Whom a live connection belongs to. */
export interface LiveCaller {
  readonly tenant: string;
  readonly access: Access;
}

/** Lets in who may see devices and their data, of some device at least. */
export async function admitLive(
  { authenticate, spaces }: { readonly authenticate: Authenticate; readonly spaces: SpaceTrees },
  credentials: Credentials,
  sameOrigin: boolean,
): Promise<LiveCaller> {
  const caller = await authenticate(credentials);
  if (caller === undefined) throw new Fault('UNAUTHENTICATED', 'Sign in, or send Authorization: Bearer <API key>');
  if (caller.by === 'cookie' && !sameOrigin)
    throw new Fault('FORBIDDEN', 'A signed-in browser may listen from this platform’s own pages only');
  if (caller.passwordChangeRequired) throw new Fault('PASSWORD_CHANGE_REQUIRED', 'Set your own password first');
  const { actor } = caller;
  for (const action of ['device.read', 'data.query'] as const) {
    if (!can(actor, action) || actor.tenant === '') throw new Forbidden(action);
  }
  return { tenant: actor.tenant, access: createAccess(actor.policy, await spaces(actor.tenant)) };
}

export interface KeptLive {
  /** Admits the caller again; rejects when they are not let in any more. */
  readonly recheck: () => Promise<unknown>;
  /** Calls back when what people may do changed; returns the unsubscriber. */
  readonly changed: (listener: () => void) => () => void;
  readonly beat: () => void;
  readonly ended: () => void;
}

/** Calls `beat` regularly, and `ended` once the caller is not let in any more; returns what stops both. */
export function keepLive({ recheck, changed, beat, ended }: KeptLive): () => void {
  const beats = setInterval(beat, liveBeatMs);
  const rechecks = setInterval(check, liveRecheckMs);
  const unsubscribe = changed(check);
  return () => {
    clearInterval(beats);
    clearInterval(rechecks);
    unsubscribe();
  };

  function check(): void {
    recheck().catch((error: unknown) => {
      // While the database is away nobody is thrown out.
      if (error instanceof Fault && (error.status === 401 || error.status === 403)) ended();
    });
  }
}
