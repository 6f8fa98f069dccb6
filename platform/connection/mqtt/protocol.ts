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
} as const;

/** CONNACK return codes of MQTT 3.1.1 (§3.2.2.3). */
export const connectReturn = {
  accepted: 0,
  unacceptableProtocol: 1,
  identifierRejected: 2,
  serverUnavailable: 3,
  badCredentials: 4,
  notAuthorized: 5,
} as const;

/** A packet that breaks the protocol: its connection is closed, nobody else notices. `clause` names the rule. */
export class ProtocolError extends Error {
  readonly clause: string;

  constructor(clause: string, message: string) {
    super(message);
    this.name = 'ProtocolError';
    this.clause = clause;
  }
}
