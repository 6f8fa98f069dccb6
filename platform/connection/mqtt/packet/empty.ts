import { ProtocolError } from '../protocol.ts';

/** PINGRESP (§3.13). */
export const pingresp: Buffer = Buffer.from([0xd0, 0]);

/** Checks a PINGREQ (§3.12), which has neither flags [MQTT-2.2.2-1] [MQTT5-2.1.3-1] nor a body. */
export function checkEmpty(first: number, start: number, end: number): void {
  if ((first & 0x0f) !== 0) throw new ProtocolError('MQTT-2.2.2-2', 'reserved flags are set');
  if (start !== end) throw new ProtocolError('MQTT-3.12', 'a packet without body has one');
}
