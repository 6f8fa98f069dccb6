import { ProtocolError } from '../protocol.ts';
import { property } from './property.ts';
import { PacketReader, readProperties } from './reader.ts';
import { type ReasonCode, reason } from './reason.ts';
import { PacketWriter } from './writer.ts';

export interface Auth {
  readonly reason: ReasonCode;
  readonly authMethod: string;
  readonly authData: Buffer | undefined;
}

const reader = new PacketReader();
const allowed = new Set<number>([property.authMethod, property.authData, property.reasonString, property.userProperty]);

/** Reads an AUTH (MQTT 5 §3.15). */
export function parseAuth(first: number, bytes: Buffer, start: number, end: number): Auth {
  if ((first & 0x0f) !== 0) throw new ProtocolError('MQTT5-3.15.1-1', 'AUTH has reserved flags set', reason.malformedPacket);
  reader.over(bytes, start, end);
  // A packet without a body is success, which is the server's to say.
  const code = start === end ? reason.success : reader.u8();
  if (code !== reason.continueAuthentication && code !== reason.reAuthenticate)
    throw new ProtocolError('MQTT5-3.15.2-1', `AUTH has the reason code ${code}`, reason.protocolError);
  const properties = reader.at === end ? undefined : readProperties(reader, allowed);
  if (reader.at !== end) throw new ProtocolError('MQTT5-3.15', 'AUTH is longer than its fields', reason.malformedPacket);
  const authMethod = properties?.get(property.authMethod) as string | undefined;
  if (authMethod === undefined) throw new ProtocolError('MQTT5-3.15.2', 'AUTH names no method', reason.protocolError);
  return { reason: code, authMethod, authData: properties?.get(property.authData) as Buffer | undefined };
}

/** AUTH of ours: it says why by its code alone, so that nothing makes it too large [MQTT5-3.15.2-2] [MQTT5-3.15.2-3]. */
export function encodeAuth({ reason: code, authMethod, authData }: Auth): Buffer {
  const properties = new PacketWriter().u8(property.authMethod).text(authMethod);
  if (authData !== undefined) properties.u8(property.authData).binary(authData);
  return new PacketWriter().u8(code).sized(properties).packet(0xf0);
}
