import type { MqttGateway } from '../gateway.ts';
import type { FoundSession, Journal } from '../journal/journal.ts';
import type { Message } from '../route/message.ts';
import type { TenantRoutes } from '../route/tenant-routes.ts';
import { ClientSession, type SessionNeeds } from './client-session.ts';
import { Shelf } from './shelf.ts';

/** Reads what the journal holds for a session whose client is back; gives what sends it again, once CONNACK is on its way. */
export async function loadSession(journal: Journal, session: ClientSession): Promise<() => void> {
  const [stored, inbound] = await Promise.all([
    journal.queue(session.tenant, session.id),
    session.inboundKnown ? [] : journal.inbound(session.id),
  ]);
  return () => session.loaded(stored, inbound);
}

/** Brings back all sessions, subscriptions and retained messages after a start of the platform. */
export async function restoreSessions(gateway: MqttGateway, needs: SessionNeeds, routes: (tenant: string) => TenantRoutes): Promise<void> {
  await gateway.journal.load(
    (found) => restore(gateway, needs, routes(found.tenant), found),
    (message: Message) => void routes(message.tenant).retained.restore(message),
  );
}

function restore(gateway: MqttGateway, needs: SessionNeeds, routes: TenantRoutes, found: FoundSession): void {
  const session = new ClientSession(found, routes, needs);
  const { seqs, sizes, will } = found;
  session.expirySeconds = found.expirySeconds;
  // One that was connected when we ended lost its connection now.
  session.expiresAt = found.expiresAt ?? gateway.clock() + found.expirySeconds * 1000;
  // Of those only the first may have been sent: the window. Of one that was connected any, as what it acknowledged last may still be there.
  const wasConnected = found.expiresAt === undefined;
  const sent = wasConnected ? seqs.length : Math.min(seqs.length, gateway.limits().inflightMax);
  const sentUpTo = seqs[sent - 1] ?? -1;
  session.restore(found.subscriptions, (seqs.at(-1) ?? -1) + 1, new Shelf(seqs, sizes, sentUpTo));
  session.inboundKnown = false;
  gateway.sessions.adopt(session, will, wasConnected);
}
