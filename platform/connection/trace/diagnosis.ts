import type { DevicePresence } from '#core/ports/device-presence.ts';
import type { ConnectionView } from './connection-view.ts';
import type { StoredEvent } from './diary-store.ts';
import { reasonText } from './reason-text.ts';

/** What is told about troubles that are over: they must be as late as this. */
const lateMs = 600_000;
/** A device that is connected and says nothing for this long is asked about. */
const silentMs = 600_000;
/** Disconnects within `lateMs` that make a device one that comes and goes. */
const flappingDisconnectsMin = 5;
/** A device without a connection whose data is not older than this reports in another way. */
const reportingMs = 3_600_000;
/** Data that came this soon after a connection’s end may have come through it. */
const afterglowMs = 60_000;

export const diagnosisStates = ['well', 'warning', 'offline'] as const;

/** Why a device is offline, or what is wrong with it although it is connected. */
export interface Diagnosis {
  readonly state: (typeof diagnosisStates)[number];
  /** Stable; `refused` and `ended` have their kind in `reason`. */
  readonly code:
    | 'connected'
    | 'silent'
    | 'denied'
    | 'limited'
    | 'reporting'
    | 'disabled'
    | 'never-connected'
    | 'flapping'
    | 'refused'
    | 'ended';
  readonly reason: string | undefined;
  readonly detail: string | undefined;
  /** ms since the epoch: since when it is so, and how often it happened. */
  readonly since: number | undefined;
  readonly times: number | undefined;
  /** In plain words, and what to do. */
  readonly text: string;
  readonly advice: string;
}

export interface DiagnosisNeeds {
  readonly presence: DevicePresence;
  readonly live: readonly ConnectionView[];
  /** Newest first. */
  readonly events: readonly StoredEvent[];
  readonly now: number;
}

/** One answer to "why is my device offline?": what matters most comes first. */
export function diagnose({ presence, live, events, now }: DiagnosisNeeds): Diagnosis {
  if (presence.disabled) return { ...told('offline', 'disabled', 'disabled'), reason: undefined };
  const flapping = flaps(events, now);
  const [connection] = live;
  if (connection !== undefined) return flapping ?? connected(connection, presence, events, now);
  const refused = rootCause(events);
  const ended = newest(events, 'disconnected');
  const reporting = presence.activeAt ?? 0;
  const over = Math.max(ended?.at ?? 0, refused?.at ?? 0) + afterglowMs;
  if (now - reporting < reportingMs && reporting > over) {
    const text = 'It has no connection, but its data arrives: it reports over HTTP or through another';
    return { ...plain('well', 'reporting', text, 'Nothing.'), since: reporting };
  }
  if (refused !== undefined && refused.at >= (ended?.at ?? 0)) return happened('refused', refused);
  if (flapping !== undefined) return flapping;
  if (ended !== undefined) return happened('ended', ended);
  if (presence.seenAt === undefined) {
    const advice =
      'Set it up with the address, user name and secret of its page “Connect”. A try that is refused would stand here with its reason.';
    return plain('offline', 'never-connected', 'It never connected, and nobody tried with its name', advice);
  }
  // Older than what the diary keeps: the registry knows why the last session ended.
  return { ...told('offline', 'ended', presence.reason ?? 'connection-lost'), since: presence.seenAt };
}

function connected(connection: ConnectionView, { activeAt = 0 }: DevicePresence, events: readonly StoredEvent[], now: number): Diagnosis {
  const denied = newest(events, 'denied');
  if (denied !== undefined && now - denied.at < lateMs) {
    const advice = 'A device publishes below its own topics only, as in up/properties. Correct the topic in its software.';
    return { ...of(denied, plain('warning', 'denied', 'It is connected, but a topic was denied to it', advice)) };
  }
  const limit = newest(events, 'limit') ?? newest(events, 'dropped');
  if (limit !== undefined && now - limit.at < lateMs) {
    const advice = 'Let the device send less at a time, or have the limit raised.';
    return of(limit, plain('warning', 'limited', 'It is connected, but a limit holds it back', advice));
  }
  const heard = Math.max(connection.lastActiveAt, activeAt);
  const silentSince = Math.max(connection.connectedAt, heard);
  if (now - silentSince > silentMs) {
    const advice = 'If it should send more often: look at its software, and at the topic that it publishes to.';
    return { ...plain('warning', 'silent', 'It is connected, but has sent no data for a while', advice), since: silentSince };
  }
  return { ...plain('well', 'connected', 'It is connected', 'Nothing.'), since: connection.connectedAt };
}

function flaps(events: readonly StoredEvent[], now: number): Diagnosis | undefined {
  const late = events.filter(({ kind, at }) => kind === 'disconnected' && now - at < lateMs);
  const times = late.reduce((sum, { times }) => sum + times, 0);
  const [last] = late;
  if (times < flappingDisconnectsMin || last === undefined) return undefined;
  const why = reasonText(last.reason);
  const text = `It comes and goes: ${why === undefined ? last.reason : lower(why.text)}`;
  const base = plain('warning', 'flapping', text, why?.advice ?? 'Look at its network and its software.');
  return { ...base, reason: last.reason, detail: last.detail, times, since: Math.min(...late.map(({ firstAt }) => firstAt)) };
}

function happened(code: 'refused' | 'ended', event: StoredEvent): Diagnosis {
  return of(event, told('offline', code, event.reason));
}

function of({ reason, detail, firstAt, times }: StoredEvent, diagnosis: Diagnosis): Diagnosis {
  return { ...diagnosis, reason, detail, since: firstAt, times };
}

function told(state: Diagnosis['state'], code: Diagnosis['code'], reason: string): Diagnosis {
  const { text, advice } = reasonText(reason) ?? {
    text: code === 'refused' ? `It was refused: ${reason}` : `Its connection ended: ${reason}`,
    advice: 'Look at its events, or trace its packets.',
  };
  return { ...plain(state, code, text, advice), reason };
}

function plain(state: Diagnosis['state'], code: Diagnosis['code'], text: string, advice: string): Diagnosis {
  return { state, code, reason: undefined, detail: undefined, since: undefined, times: undefined, text, advice };
}

/** Too many refused logins are refused themselves: what was wrong with the first is what matters. */
function rootCause(events: readonly StoredEvent[]): StoredEvent | undefined {
  const last = newest(events, 'refused');
  if (last?.reason.startsWith('login.') !== true) return last;
  const before = newest(
    events.filter(({ reason }) => !reason.startsWith('login.')),
    'refused',
  );
  return before !== undefined && last.firstAt - before.at < lateMs ? { ...before, at: last.at, times: before.times + last.times } : last;
}

/** The latest event of a kind: one that repeats may be older than others and still go on. */
function newest(events: readonly StoredEvent[], kind: StoredEvent['kind']): StoredEvent | undefined {
  return events
    .filter((event) => event.kind === kind)
    .reduce<StoredEvent | undefined>((late, each) => (late !== undefined && late.at >= each.at ? late : each), undefined);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
