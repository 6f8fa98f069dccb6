import type { ProtocolLevel } from './level.ts';
import type { ReasonCode } from './reason.ts';
import { acknowledgement } from './suback.ts';

/**
 * UNSUBACK; only MQTT 5 tells what became of each filter, in order [MQTT5-3.11.3-1] [MQTT5-3.11.3-2], and nothing that could make it too large
 * [MQTT5-3.11.2-1] [MQTT5-3.11.2-2].
 */
export function encodeUnsuback(level: ProtocolLevel, packetId: number, codes: readonly ReasonCode[]): Buffer {
  return acknowledgement(level, packetId, level === 5 ? codes : []).packet(0xb0);
}
