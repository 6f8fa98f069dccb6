import type { Events } from '#core/events.ts';
import type { Login } from '../principal.ts';
import type { Subject } from '../trace/connection-event.ts';
import type { Diary } from '../trace/diary.ts';
import type { Refused } from './admission.ts';
import type { MqttConnection } from './connection.ts';
import type { ClientSession } from './session/client-session.ts';

/** What happens to connections, for the diaries of whoever they belong to. */
export function noteOpened(diary: Diary, connection: MqttConnection, at: number): void {
  const { session } = connection;
  if (session === undefined) return;
  const reason = connection.credential.split(':', 1)[0] as string;
  diary.note(subjectOf(session), {
    ...where(connection, at),
    kind: 'connected',
    reason,
    level: connection.level,
    epoch: connection.connectedAt,
  });
}

/** `why` is the whole reason of the end. */
export function noteEnded(diary: Diary, connection: MqttConnection, why: string, at: number): void {
  const { session, bytesIn, messages, wire } = connection;
  if (session === undefined) return;
  const [reason = why, ...detail] = why.split(': ');
  const counts = { bytesIn, bytesOut: wire.bytesOut, messagesIn: messages.in, messagesOut: messages.out };
  diary.note(subjectOf(session), {
    ...where(connection, at),
    kind: 'disconnected',
    reason,
    detail: detail.join(': ') || undefined,
    ...counts,
    epoch: connection.connectedAt,
  });
}

/** A login that was refused is told to the device whose name was used, or to the tenant where no device has that name. */
export function noteRefused(diary: Diary, connection: MqttConnection, { why, text }: Refused, login: Login | undefined, at: number): void {
  const subject = refusedSubject(connection, login);
  // Its CONNECT, and the answer that follows, are in the traces of whom it claimed to be.
  connection.wire.sink = connection.wire.sink?.settle(subject);
  if (subject !== undefined) diary.note(subject, { ...where(connection, at), kind: 'refused', reason: why, detail: text });
}

export function noteDenied(diary: Diary, session: ClientSession, topic: string, at: number): void {
  diary.note(subjectOf(session), { ...whereIs(session, at), kind: 'denied', reason: 'topic', detail: topic.slice(0, 256) });
}

export function noteLimited(diary: Diary, session: ClientSession, limit: string, at: number): void {
  diary.note(subjectOf(session), { ...whereIs(session, at), kind: 'limit', reason: limit });
}

export function noteFlapping(diary: Diary, { tenant, kind, name, ...event }: Events['connection.flapping']): void {
  const { at, clientId, cause, addresses, disconnects, until } = event;
  const banned = until === undefined ? '' : `, banned until ${new Date(until).toISOString()}`;
  const detail = `${disconnects} connections broke within a minute, from ${addresses.join(' and ')}${banned}`;
  diary.note({ tenant, kind, name }, { at, clientId, address: addresses.at(-1) ?? '', listener: '', kind: 'limit', reason: cause, detail });
}

function refusedSubject(connection: MqttConnection, login: Login | undefined): Subject | undefined {
  if (login?.ok === true) {
    const { tenant, kind, name } = login.principal;
    return { tenant, kind, name };
  }
  if (login?.device !== undefined) return { tenant: login.device.tenant, kind: 'device', name: login.device.name };
  const [tenant, name, ...more] = (connection.username?.split('?', 1)[0] ?? '').split('/');
  return tenant && name && more.length === 0 ? { tenant, kind: 'unknown', name } : undefined;
}

function subjectOf({ tenant, kind, owner: name }: ClientSession): Subject {
  return { tenant, kind, name };
}

function where({ clientId, peer }: MqttConnection, at: number) {
  return { at, clientId, address: peer.address, listener: peer.listener };
}

function whereIs(session: ClientSession, at: number) {
  const { clientId, peer } = session;
  return { at, clientId, address: peer?.address ?? '', listener: peer?.listener ?? '' };
}
