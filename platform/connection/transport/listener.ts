import type { ListenerKind } from './peer.ts';

/** A place where MQTT comes in, as diagnostics show it. */
export interface ListenerView {
  readonly name: string;
  readonly kind: ListenerKind;
  readonly address: string;
  readonly port: number;
  /** Open connections, unfinished handshakes included. */
  readonly connections: number;
  /** Connections above this are closed at once; what an operator set may change it. */
  readonly max: number;
}

export interface Listener extends ListenerView {
  /** From now on nobody gets in, and who has not got in yet is cut off; connections that were accepted go on. */
  stopAccepting(): void;
  /** Stops accepting; resolves when the last connection has ended. */
  close(): Promise<void>;
}

/** Connections that the system holds until we take them; further ones are refused by it. */
export const backlogMax = 1_024;
