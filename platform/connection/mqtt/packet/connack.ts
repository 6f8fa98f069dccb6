import type { ProtocolLevel } from './level.ts';
import { property } from './property.ts';
import { connackReturn, type ReasonCode } from './reason.ts';
import { PacketWriter } from './writer.ts';

/** What a CONNACK tells; all but the first two in MQTT 5 only (§3.2.2.3). */
export interface ConnackFields {
  readonly reason: ReasonCode;
  readonly sessionPresent: boolean;
  readonly sessionExpirySeconds?: number;
  readonly receiveMax?: number;
  readonly packetBytesMax?: number;
  readonly assignedClientId?: string;
  readonly topicAliasMax?: number;
  readonly reasonString?: string;
  readonly serverKeepAlive?: number;
  readonly responseInformation?: string;
  readonly serverReference?: string;
  readonly authMethod?: string;
  readonly authData?: Buffer | undefined;
}

/**
 * CONNACK (§3.2): a session is present only where the connection is accepted [MQTT-3.2.2-4] [MQTT5-3.2.2-6], and the other flags are 0
 * [MQTT5-3.2.2-1]. The reason string is left out where it would make the packet larger than the peer takes [MQTT5-3.2.2-19].
 */
export function encodeConnack(level: ProtocolLevel, fields: ConnackFields, packetBytesMax = Number.POSITIVE_INFINITY): Buffer {
  const whole = encode(level, fields);
  if (fields.reasonString === undefined || whole.length <= packetBytesMax) return whole;
  const { reasonString: _, ...brief } = fields;
  return encode(level, brief);
}

function encode(level: ProtocolLevel, fields: ConnackFields): Buffer {
  // MQTT 3.1 has no such flag; its byte is reserved.
  const flags = level > 3 && fields.reason === 0 && fields.sessionPresent ? 1 : 0;
  // [MQTT5-3.2.2-8]; it never has user properties [MQTT5-3.2.2-20].
  const code = connackReturn(level, fields.reason);
  if (level < 5) return Buffer.from([0x20, 2, flags, code]);
  const properties = new PacketWriter();
  if (fields.sessionExpirySeconds !== undefined) properties.u8(property.sessionExpiry).u32(fields.sessionExpirySeconds);
  if (fields.receiveMax !== undefined) properties.u8(property.receiveMax).u16(fields.receiveMax);
  if (fields.packetBytesMax !== undefined) properties.u8(property.packetBytesMax).u32(fields.packetBytesMax);
  if (fields.assignedClientId !== undefined) properties.u8(property.assignedClientId).text(fields.assignedClientId);
  if (fields.topicAliasMax !== undefined) properties.u8(property.topicAliasMax).u16(fields.topicAliasMax);
  if (fields.reasonString !== undefined) properties.u8(property.reasonString).text(fields.reasonString);
  if (fields.serverKeepAlive !== undefined) properties.u8(property.serverKeepAlive).u16(fields.serverKeepAlive);
  if (fields.responseInformation !== undefined) properties.u8(property.responseInformation).text(fields.responseInformation);
  if (fields.serverReference !== undefined) properties.u8(property.serverReference).text(fields.serverReference);
  if (fields.authMethod !== undefined) properties.u8(property.authMethod).text(fields.authMethod);
  if (fields.authData !== undefined) properties.u8(property.authData).binary(fields.authData);
  return new PacketWriter().u8(flags).u8(code).sized(properties).packet(0x20);
}
