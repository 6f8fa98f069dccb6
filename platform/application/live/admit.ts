import { Fault } from '#core/errors.ts';
import type { Authenticate, Credentials } from '../access/authenticate.ts';
import { can } from '../access/policy.ts';

/** A sign of life goes to every live client this often. */
export const liveBeatMs = 15_000;
/** A live connection asks this often whether its session or key is still good. */
export const liveRecheckMs = 60_000;

/** Lets in who may see devices and their data; returns the tenant they see. */
export async function admitLive(authenticate: Authenticate, credentials: Credentials, sameOrigin: boolean): Promise<string> {
  const caller = await authenticate(credentials);
  if (caller === undefined) throw new Fault('UNAUTHENTICATED', 'Sign in, or send Authorization: Bearer <API key>');
  if (caller.by === 'cookie' && !sameOrigin)
    throw new Fault('FORBIDDEN', 'A signed-in browser may listen from this platform’s own pages only');
  if (caller.passwordChangeRequired) throw new Fault('PASSWORD_CHANGE_REQUIRED', 'Set your own password first');
  if (!can(caller.actor, 'device.read') || !can(caller.actor, 'data.query') || caller.actor.tenant === '') {
    throw new Fault('FORBIDDEN', 'This needs the permissions device.read and data.query');
  }
  return caller.actor.tenant;
}

/** Calls `beat` regularly, and `ended` once the caller is not let in any more; returns what stops both. */
export function keepLive(recheck: () => Promise<unknown>, beat: () => void, ended: () => void): () => void {
  const beats = setInterval(beat, liveBeatMs);
  const rechecks = setInterval(() => {
    recheck().catch((error: unknown) => {
      // While the database is away nobody is thrown out.
      if (error instanceof Fault && (error.status === 401 || error.status === 403)) ended();
    });
  }, liveRecheckMs);
  return () => {
    clearInterval(beats);
    clearInterval(rechecks);
  };
}
