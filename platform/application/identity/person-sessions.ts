import { Fault } from '#core/errors.ts';
import type { IdentityPort, KnownSession, SessionInfo } from './identity-port.ts';
import type { People } from './people.ts';

export interface ListedSession extends SessionInfo {
  /** True for the session that asks. */
  readonly current: boolean;
}

/** The sessions of whoever asks with a session's cookies. */
export interface PersonSessions {
  list(cookies: string): Promise<readonly ListedSession[]>;
  /** Throws `NOT_FOUND` when it is not theirs or has ended. */
  end(cookies: string, id: string): Promise<void>;
  /** All but the one that asks; returns how many. */
  endOthers(cookies: string): Promise<number>;
}

export function createPersonSessions(identity: IdentityPort, people: People): PersonSessions {
  return { list, end, endOthers };

  async function list(cookies: string): Promise<readonly ListedSession[]> {
    const own = await current(cookies);
    const all = await identity.sessions(own.person.id);
    return all.filter(mayTouch(own)).map((session) => ({ ...session, current: session.id === own.id }));
  }

  async function end(cookies: string, id: string): Promise<void> {
    const own = await current(cookies);
    const ended = await identity.endSessions(own.person.id, (session) => mayTouch(own)(session) && session.id === id);
    people.forgetSessions();
    if (ended === 0) throw new Fault('NOT_FOUND', 'You have no such session');
  }

  async function endOthers(cookies: string): Promise<number> {
    const own = await current(cookies);
    const ended = await identity.endSessions(own.person.id, (session) => mayTouch(own)(session) && session.id !== own.id);
    people.forgetSessions();
    return ended;
  }

  async function current(cookies: string) {
    const own = await identity.session(cookies);
    if (own === undefined) throw new Fault('UNAUTHENTICATED', 'The session has ended; sign in again');
    return own;
  }
}

// A tenant's provider vouches for its own sessions only.
function mayTouch(own: KnownSession): (session: SessionInfo) => boolean {
  return ({ ssoTenant }) => own.ssoTenant === undefined || own.ssoTenant === ssoTenant;
}
