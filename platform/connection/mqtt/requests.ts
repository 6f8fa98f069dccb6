import type { Principal } from '../principal.ts';
import type { MqttGateway } from './gateway.ts';
import type { Journal } from './journal/journal.ts';
import { createAckView, readAck } from './packet/acks.ts';
import { parseDisconnect } from './packet/disconnect.ts';
import { reason } from './packet/reason.ts';
import { encodeSuback } from './packet/suback.ts';
import { parseSubscribe } from './packet/subscribe.ts';
import { encodeUnsuback } from './packet/unsuback.ts';
import { parseUnsubscribe } from './packet/unsubscribe.ts';
import { ProtocolError, packetType } from './protocol.ts';
import type { ClientSession, LiveLine } from './session/client-session.ts';
import { fullFilter, subscribe } from './subscribing.ts';

/** An open connection, as the packets see it that its client sends besides publications. */
export interface OpenConnection extends LiveLine {
  /** Sends a packet that answers one of the peer's. */
  answer(packet: Buffer): void;
  /** Owes PUBREL or PUBCOMP once the journal's batch is durable (-1: at once). */
  owe(type: 6 | 7, packetId: number, code: number, batch: number): void;
}

const ackView = createAckView();

/** PUBACK, PUBREC, PUBREL and PUBCOMP (§4.3). */
export function takeAcknowledgement(
  { journal }: MqttGateway,
  connection: OpenConnection,
  session: ClientSession,
  first: number,
  bytes: Buffer,
  start: number,
  end: number,
): void {
  const { level } = connection;
  const type = (first >> 4) as 4 | 5 | 6 | 7;
  readAck(ackView, type, first, bytes, start, end, level);
  const { packetId, reason: code } = ackView;
  const unknown = level === 5 ? reason.packetIdentifierNotFound : reason.success;
  if (type === packetType.pubrec && code < reason.unspecifiedError) {
    // An identifier that we do not know is released all the same, so that the peer can forget it.
    if (!session.outbox.received(packetId)) connection.owe(packetType.pubrel, packetId, unknown, -1);
  } else if (type === packetType.pubrel) {
    // [MQTT5-4.3.3-11] [MQTT5-4.3.3-12], whatever became of the message [MQTT5-4.3.3-13].
    const known = session.inboundCount > 0 && session.inbound.delete(packetId);
    const kept = known && session.persistent;
    if (kept) journal.completed(session.id, packetId);
    // Only when that is durable may the peer use the identifier again, also where it asks once more on a new connection.
    connection.owe(packetType.pubcomp, packetId, known ? reason.success : unknown, session.persistent ? journal.batch : -1);
  } else session.outbox.finished(packetId);
}

export function takeSubscribe(
  gateway: MqttGateway,
  connection: OpenConnection,
  session: ClientSession,
  first: number,
  bytes: Buffer,
  start: number,
  end: number,
): void {
  const asked = parseSubscribe(first, bytes, start, end, connection.level);
  const before = gateway.journal.appended;
  const { codes, sendRetained } = subscribe(gateway, session, session.principal as Principal, connection.level, asked);
  // Always [MQTT-3.8.4-1], with its identifier [MQTT-3.8.4-2] [MQTT-2.3.1-7] [MQTT5-2.2.1-6].
  const suback = encodeSuback(connection.level, asked.packetId, codes);
  whenDurable(gateway.journal, before, () => {
    if (session.line !== connection) return;
    connection.answer(suback);
    sendRetained();
  });
}

/** What a kept session was promised must be there after a crash; `before` tells whether the journal got something to write for it. */
function whenDurable(journal: Journal, before: number, answer: () => void): void {
  if (journal.appended === before) answer();
  else journal.await({ committed: answer });
}

export function takeUnsubscribe(
  { journal }: MqttGateway,
  connection: OpenConnection,
  session: ClientSession,
  first: number,
  bytes: Buffer,
  start: number,
  end: number,
): void {
  const { packetId, filters } = parseUnsubscribe(first, bytes, start, end, connection.level);
  const principal = session.principal as Principal;
  const before = journal.appended;
  // One after the other [MQTT-3.10.4-6], each by its letters [MQTT-3.10.4-1]; what was begun goes on [MQTT-3.10.4-3].
  const codes = filters.map((filter) =>
    session.unsubscribe(fullFilter(principal, filter)) ? reason.success : reason.noSubscriptionExisted,
  );
  // [MQTT-3.10.4-4] [MQTT-3.10.4-5]
  const unsuback = encodeUnsuback(connection.level, packetId, codes);
  whenDurable(journal, before, () => {
    if (session.line === connection) connection.answer(unsuback);
  });
}

/** Why the connection ends; its session gets the life that DISCONNECT asks for. */
export function takeDisconnect(
  gateway: MqttGateway,
  { level }: OpenConnection,
  session: ClientSession,
  first: number,
  bytes: Buffer,
  start: number,
  end: number,
): 'client' | 'client-with-will' {
  const { reason: code, sessionExpirySeconds } = parseDisconnect(first, bytes, start, end, level);
  if (sessionExpirySeconds !== undefined) {
    // [MQTT5-3.14.2-2]: a session that was to end with its connection can't be given a longer life now.
    if (session.expirySeconds === 0 && sessionExpirySeconds > 0)
      throw new ProtocolError('MQTT5-3.14.2-2', 'the session expiry was 0 at CONNECT', reason.protocolError);
    session.expirySeconds = Math.min(sessionExpirySeconds, gateway.limits().sessionExpirySecondsMax);
  }
  // [MQTT-3.14.4-3]: a client that says goodbye takes its will with it, unless it says otherwise.
  return code === reason.success ? 'client' : 'client-with-will';
}
