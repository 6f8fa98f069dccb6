import type { Value } from './operations.generated.ts';

/** What to hear of: chosen devices (values, presence and, if asked, messages and refused reports), or the whole fleet's coming and going. */
export type LiveTopic =
  | {
      readonly devices: readonly string[];
      /** Only these properties; all when left out. */
      readonly properties?: readonly string[] | undefined;
      /** Also whole messages and refused reports. */
      readonly messages?: boolean | undefined;
    }
  | { readonly fleet: true };

/** A value now; `ts` is ms since the epoch. */
export interface LiveValue {
  readonly value: Value;
  readonly ts: number;
}

export interface LivePresence {
  readonly online: boolean;
  readonly at: number;
  readonly reason: string;
}

export interface LiveMessage {
  readonly ts: number;
  readonly receivedAt: number;
  readonly values: Readonly<Record<string, Value>>;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export interface LiveRefused {
  readonly ts: number;
  readonly topic: string;
  readonly reason: string;
  readonly field: string;
  readonly expected: string;
}

export interface LiveSnapshot {
  readonly values: Readonly<Record<string, LiveValue>>;
  readonly online: boolean;
}

/** One thing the server says about one subscription; exactly one of the optional fields is there (`registered` and `removed` may come together). */
export interface LiveFrame {
  readonly id: string;
  /** By device; comes first, and again after every reconnect. Empty for the fleet. */
  readonly snapshot?: Readonly<Record<string, LiveSnapshot>>;
  /**
   * On a snapshot after a reconnect: for how long nothing came. The snapshot holds what is so now; what came and went in between is not
   * repeated: read it with `listMessages`, `listRefused` and `queryHistory`, or, of the fleet, list the devices again.
   */
  readonly gapMs?: number;
  readonly values?: Readonly<Record<string, Readonly<Record<string, LiveValue>>>>;
  readonly presence?: Readonly<Record<string, LivePresence>>;
  readonly messages?: Readonly<Record<string, readonly LiveMessage[]>>;
  readonly refused?: Readonly<Record<string, readonly LiveRefused[]>>;
  readonly registered?: readonly string[];
  readonly removed?: readonly string[];
  readonly error?: { readonly code: string; readonly detail: string };
}
