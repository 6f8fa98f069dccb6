import { ProtocolError } from '../protocol.ts';
import { decodeText, fieldEnd } from './text.ts';

export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

export interface Connect {
  /** 4 is MQTT 3.1.1; any other level is answered with return code 1. */
  readonly level: number;
  readonly cleanSession: boolean;
  readonly keepAliveSeconds: number;
  readonly clientId: string;
  readonly will: Will | undefined;
  readonly username: string | undefined;
  readonly password: Buffer | undefined;
}

/** Reads the body of a CONNECT (§3.1). Copies what outlives the read buffer. */
export function parseConnect(first: number, bytes: Buffer, start: number, end: number): Connect {
  if ((first & 0x0f) !== 0) throw new ProtocolError('MQTT-2.2.2-2', 'CONNECT has reserved flags set');
  let at = fieldEnd(bytes, start, end);
  const protocol = bytes.toString('latin1', start + 2, at);
  if (protocol !== 'MQTT' && protocol !== 'MQIsdp') throw new ProtocolError('MQTT-3.1.2-1', 'the protocol name is not MQTT');
  if (at + 4 > end) throw new ProtocolError('MQTT-3.1.2', 'CONNECT ends before its variable header does');
  const level = protocol === 'MQTT' ? (bytes[at] as number) : 3;
  const flags = bytes[at + 1] as number;
  const keepAliveSeconds = bytes.readUInt16BE(at + 2);
  at += 4;
  if (level !== 4) {
    return { level, cleanSession: true, keepAliveSeconds, clientId: '', will: undefined, username: undefined, password: undefined };
  }
  if ((flags & 0x01) !== 0) throw new ProtocolError('MQTT-3.1.2-3', 'the reserved connect flag is set');
  const willQos = (flags >> 3) & 3;
  if ((flags & 0x04) === 0 && (flags & 0x38) !== 0) throw new ProtocolError('MQTT-3.1.2-11', 'will flags without a will');
  if (willQos === 3) throw new ProtocolError('MQTT-3.1.2-14', 'the will’s QoS is 3');
  if ((flags & 0x80) === 0 && (flags & 0x40) !== 0) throw new ProtocolError('MQTT-3.1.2-22', 'a password without a user name');

  let stop = fieldEnd(bytes, at, end);
  const clientId = decodeText(bytes, at + 2, stop);
  at = stop;
  let will: Will | undefined;
  if ((flags & 0x04) !== 0) {
    stop = fieldEnd(bytes, at, end);
    const topic = decodeText(bytes, at + 2, stop);
    at = stop;
    stop = fieldEnd(bytes, at, end);
    will = { topic, payload: Buffer.from(bytes.subarray(at + 2, stop)), qos: willQos as 0 | 1 | 2, retain: (flags & 0x20) !== 0 };
    at = stop;
  }
  let username: string | undefined;
  if ((flags & 0x80) !== 0) {
    stop = fieldEnd(bytes, at, end);
    username = decodeText(bytes, at + 2, stop);
    at = stop;
  }
  let password: Buffer | undefined;
  if ((flags & 0x40) !== 0) {
    stop = fieldEnd(bytes, at, end);
    password = Buffer.from(bytes.subarray(at + 2, stop));
    at = stop;
  }
  if (at !== end) throw new ProtocolError('MQTT-3.1.3', 'CONNECT has bytes after its payload');
  return { level, cleanSession: (flags & 0x02) !== 0, keepAliveSeconds, clientId, will, username, password };
}
