import type { Principal } from '../../principal.ts';
import type { Journal } from '../journal/journal.ts';
import type { Will } from '../packet/connect.ts';
import type { ProtocolLevel } from '../packet/level.ts';
import type { TenantRoutes } from '../route/tenant-routes.ts';
import { ClientSession, type SessionNeeds, sessionKey } from './client-session.ts';
import { type PendingWill, willDue } from './pending-will.ts';

export interface SessionsNeeds extends SessionNeeds {
  readonly routes: (tenant: string) => TenantRoutes;
  /** Publishes the will of a session as if its client had. */
  readonly publishWill: (session: ClientSession, will: Will) => Promise<void> | undefined;
}

export interface Opening {
  readonly principal: Principal;
  readonly clientId: string;
  readonly level: ProtocolLevel;
  readonly cleanStart: boolean;
  readonly expirySeconds: number;
  /** Kept with a session [MQTT5-3.1.2-7] that outlives its connection, so that a crash of ours is a lost connection like any other. */
  readonly will: Will | undefined;
}

/** All sessions of this platform, connected or waiting. */
export interface Sessions {
  /** The session of a CONNECT: a kept one, taken over from the connection that has it, or a fresh one. */
  open(opening: Opening): { readonly session: ClientSession; readonly present: boolean };
  /** Its connection is gone; `will` is what is still to be said, nothing where there is none [MQTT-3.1.2-12]. */
  leave(session: ClientSession, will: Will | undefined): void;
  /** Ends a session with all it has. */
  terminate(session: ClientSession): void;
  /** Ends the waiting sessions of one device or application, when it is gone. */
  terminateAll(tenant: string, kind: Principal['kind'], owner: string): void;
  /** Says wills that are due and ends sessions that are. */
  sweep(now: number): void;
  /** Takes in a session that a start of the platform found. */
  adopt(session: ClientSession, will: PendingWill | undefined, wasConnected: boolean): void;
  /** Resolves when what sessions left behind for others of their groups is handed on. */
  settled(): Promise<void>;
  readonly all: ReadonlyMap<string, ClientSession>;
}

export function createSessions(needs: SessionsNeeds & { readonly journal: Journal }): Sessions {
  const { journal, now } = needs;
  const sessions = new Map<string, ClientSession>();
  // Only those without a connection: the others need no clock.
  const waiting = new Set<ClientSession>();
  const byOwner = new Map<string, Set<ClientSession>>();
  const handingOn = new Set<Promise<void>>();
  let lastId = 0;

  return { open, leave, terminate, terminateAll, sweep, adopt, settled, all: sessions };

  function open({ principal, clientId, level, cleanStart, expirySeconds, will }: Opening): { session: ClientSession; present: boolean } {
    const { tenant, kind, name: owner } = principal;
    // [MQTT-3.1.3-2]
    const key = sessionKey(tenant, kind, owner, clientId);
    let session = sessions.get(key);
    // [MQTT-3.1.4-2] [MQTT5-3.1.4-3]: the older connection goes first. Its session may end with it.
    session?.line?.end('taken-over');
    session = sessions.get(key);
    if (session !== undefined && (cleanStart || now() >= session.expiresAt)) {
      // [MQTT-3.1.2-6] [MQTT-3.1.4-3] [MQTT5-3.1.2-4] [MQTT5-3.1.4-4]: nothing of the old one is left but what it retained [MQTT-3.1.2-7].
      terminate(session);
      session = undefined;
    }
    // A kept one goes on [MQTT-3.1.2-4] [MQTT5-3.1.2-5], a missing one is made [MQTT5-3.1.2-6].
    const present = session !== undefined;
    if (session === undefined) {
      session = new ClientSession({ id: ++lastId, tenant, kind, owner, clientId, level }, needs.routes(tenant), needs);
      sessions.set(key, session);
    }
    forget(session);
    // [MQTT5-3.1.3-9]: back before its delay is over, so nobody hears of the loss.
    session.will = undefined;
    session.principal = principal;
    session.expirySeconds = expirySeconds;
    session.persistent = session.persistent || expirySeconds > 0;
    // The will of a session that ends with its connection is kept too: to others a crash of ours is the loss of that client.
    session.noted = session.persistent || will !== undefined;
    if (session.noted) journal.openSession(stored(session, level, will));
    return { session, present };
  }

  function leave(session: ClientSession, will: Will | undefined): void {
    session.detach();
    const at = now();
    if (will !== undefined) {
      const due = willDue(will, session.expirySeconds, at);
      if (due <= at) void needs.publishWill(session, will);
      else session.will = { will, at: due };
    }
    // Not before its connection has ended [MQTT-4.1.0-2] [MQTT5-4.1.0-1].
    if (session.expirySeconds === 0) {
      terminate(session);
      return;
    }
    // [MQTT-4.1.0-1] [MQTT5-3.1.2-23]
    session.expiresAt = at + session.expirySeconds * 1000;
    wait(session);
    journal.closeSession(session.id, session.expiresAt, session.will);
  }

  function terminate(session: ClientSession): void {
    if (sessions.get(session.key) === session) sessions.delete(session.key);
    forget(session);
    const { will } = session;
    session.will = undefined;
    // [MQTT5-3.1.2-8]: the end of the session is the end of the delay.
    if (will !== undefined) void needs.publishWill(session, will.will);
    const handOn = session.dissolve();
    if (!session.noted) return;
    // Only the journal has what waited for it as a member of groups.
    if (handOn === undefined) journal.endSession(session.id);
    else {
      const handing = handOn()
        .catch(() => needs.dropped('not-handed-on'))
        .finally(() => {
          journal.endSession(session.id);
          handingOn.delete(handing);
        });
      handingOn.add(handing);
    }
  }

  function terminateAll(tenant: string, kind: Principal['kind'], owner: string): void {
    for (const session of byOwner.get(ownerOf({ tenant, kind, owner })) ?? []) terminate(session);
  }

  function wait(session: ClientSession): void {
    waiting.add(session);
    const owner = ownerOf(session);
    const others = byOwner.get(owner);
    if (others === undefined) byOwner.set(owner, new Set([session]));
    else others.add(session);
  }

  function forget(session: ClientSession): void {
    if (!waiting.delete(session)) return;
    const owner = ownerOf(session);
    const others = byOwner.get(owner);
    if (others?.delete(session) === true && others.size === 0) byOwner.delete(owner);
  }

  function sweep(at: number): void {
    for (const session of waiting) {
      const { will } = session;
      if (will !== undefined && at >= will.at) {
        // Once only [MQTT-3.1.2-10] [MQTT5-3.1.2-10].
        session.will = undefined;
        const said = needs.publishWill(session, will.will);
        // What is not said yet must still be after a crash.
        if (said === undefined) journal.closeSession(session.id, session.expiresAt, undefined);
        else void said.then(() => waiting.has(session) && journal.closeSession(session.id, session.expiresAt, session.will));
      }
      // [MQTT5-4.1.0-2]
      if (at >= session.expiresAt) terminate(session);
    }
  }

  async function settled(): Promise<void> {
    while (handingOn.size > 0) await Promise.all(handingOn);
  }

  function adopt(session: ClientSession, pending: PendingWill | undefined, wasConnected: boolean): void {
    lastId = Math.max(lastId, session.id);
    const older = sessions.get(session.key);
    if (older !== undefined) {
      // It was ended and its will said; only what it had for other members of its groups was still being handed on.
      older.will = undefined;
      terminate(older);
    }
    sessions.set(session.key, session);
    wait(session);
    if (pending !== undefined) {
      const { will, at } = pending;
      session.will = at > 0 ? pending : { will, at: willDue(will, session.expirySeconds, now()) };
    }
    // Its time runs from now on, whatever further starts there are.
    if (wasConnected) journal.closeSession(session.id, session.expiresAt, session.will);
  }
}

function ownerOf({ tenant, kind, owner }: Pick<ClientSession, 'tenant' | 'kind' | 'owner'>): string {
  return `${tenant}/${kind}/${owner}`;
}

function stored(session: ClientSession, level: ProtocolLevel, will: Will | undefined) {
  const { id, tenant, kind, owner, clientId, expirySeconds } = session;
  return { id, tenant, kind, owner, clientId, level, expirySeconds, will: will === undefined ? undefined : { will, at: 0 } };
}
