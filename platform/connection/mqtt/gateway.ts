import type { Logger } from '#core/logger.ts';
import type { Ingest } from '#core/ports/ingest.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import type { ConnectionLimits } from '../limits/connection-limits.ts';
import type { Guard } from '../limits/guard.ts';
import type { Authenticator, Login, Principal } from '../principal.ts';
import type { Channels } from '../session/channels.ts';
import type { Diary } from '../trace/diary.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { Refused } from './admission.ts';
import type { MqttConnection } from './connection.ts';
import type { MqttCounters } from './counters.ts';
import type { Journal } from './journal/journal.ts';
import type { Verdict } from './publish.ts';
import type { ClientSession } from './session/client-session.ts';
import type { Sessions } from './session/sessions.ts';
import type { Flusher } from './wire.ts';

/** What every MQTT connection shares. */
export interface MqttGateway {
  readonly ingest: Ingest;
  readonly journal: Journal;
  readonly authenticator: Authenticator;
  /** A device by its name, for what is said in its place; undefined when there is none. */
  readonly device: (tenant: string, name: string) => Promise<Principal | undefined>;
  readonly quotas: Quotas;
  readonly channels: Channels;
  readonly sessions: Sessions;
  readonly guard: Guard;
  readonly diary: Diary;
  readonly tracer: Tracer;
  readonly flusher: Flusher;
  readonly limits: () => ConnectionLimits;
  readonly packetBytesMax: number;
  readonly counters: MqttCounters;
  readonly verdict: Verdict;
  readonly log: Logger;
  readonly clock: () => number;
  /** Coarse clock in ms, moved by the sweep: reading it costs nothing. */
  now: number;
  /** Reads what the journal holds for a session whose client is back; gives what sends it again. */
  loadSession(session: ClientSession): Promise<() => void>;
  opened(connection: MqttConnection): void;
  /** `why` is the whole reason; called once for every connection that ends. */
  ended(connection: MqttConnection, why: string): void;
  /** A CONNECT was not taken. */
  refused(connection: MqttConnection, refused: Refused, login: Login | undefined): void;
  /** A client was refused a topic. */
  denied(session: ClientSession, topic: string): void;
  /** A limit held a client back; `limit` names it. */
  limited(session: ClientSession, limit: string): void;
}
