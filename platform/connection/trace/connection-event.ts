/** What happens to connections, as their owners are told. */
export const connectionEventKinds = ['connected', 'refused', 'denied', 'limit', 'dropped', 'disconnected'] as const;
export type ConnectionEventKind = (typeof connectionEventKinds)[number];

/** `unknown` is a name that somebody tried and that no device has. */
export const subjectKinds = ['device', 'application', 'unknown'] as const;

/** Whose diary it is. */
export interface Subject {
  readonly tenant: string;
  readonly kind: (typeof subjectKinds)[number];
  readonly name: string;
}

/** One thing that happened; what does not apply is left out. */
export interface ConnectionEvent {
  /** ms since the epoch */
  readonly at: number;
  readonly kind: ConnectionEventKind;
  readonly clientId: string;
  readonly address: string;
  /** Which door: `tcp`, `tls`, `ws`, `wss`. */
  readonly listener: string;
  /** Of a small set of words: why it was refused or ended, or the limit’s name; of a connect how it was let in, as in `secret`. */
  readonly reason: string;
  /** What exactly: the denied topic, the clause that was broken. Never a secret. */
  readonly detail?: string | undefined;
  /** 3 is MQTT 3.1, 4 is 3.1.1, 5 is 5.0. */
  readonly level?: number | undefined;
  readonly bytesIn?: number | undefined;
  readonly bytesOut?: number | undefined;
  readonly messagesIn?: number | undefined;
  readonly messagesOut?: number | undefined;
  /** Grows with every session, so that a late end is not taken for the end of a newer connection. */
  readonly epoch?: number | undefined;
}
