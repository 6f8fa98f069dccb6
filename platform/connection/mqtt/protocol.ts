import { type ReasonCode, reason } from './packet/reason.ts';

/** MQTT control packet types: the high nibble of the first byte (MQTT 3.1.1 §2.2.1). */
export const packetType = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  pubrec: 5,
  pubrel: 6,
  pubcomp: 7,
  subscribe: 8,
  suback: 9,
  unsubscribe: 10,
  unsuback: 11,
  pingreq: 12,
  pingresp: 13,
  disconnect: 14,
  auth: 15,
} as const;

/** A packet that breaks the protocol: its connection is closed, nobody else notices. `clause` names the rule. */
export class ProtocolError extends Error {
  readonly clause: string;
  /** Told to a client of MQTT 5 before its connection closes. */
  readonly reason: ReasonCode;
  /** What a CONNECT that breaks the protocol is answered with, where it can be. */
  answer: Buffer | undefined;

  constructor(clause: string, message: string, code: ReasonCode = reason.malformedPacket) {
    super(message);
    this.name = 'ProtocolError';
    this.clause = clause;
    this.reason = code;
  }
}
