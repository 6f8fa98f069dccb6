import { isUtf8 } from 'node:buffer';
import { ProtocolError } from '../protocol.ts';

/** Where a length-prefixed field ends; its content begins two bytes after `at`. */
export function fieldEnd(bytes: Buffer, at: number, end: number): number {
  if (at + 2 > end) throw new ProtocolError('MQTT-1.5.3', 'the packet ends before a length');
  const stop = at + 2 + (((bytes[at] as number) << 8) | (bytes[at + 1] as number));
  if (stop > end) throw new ProtocolError('MQTT-1.5.3', 'the packet ends within a field');
  return stop;
}

/** Decodes a UTF-8 string that must be well formed [MQTT-1.5.3-1] and without U+0000 [MQTT-1.5.3-2]. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  for (let i = start; i < end; i++) {
    if (bytes[i] === 0) throw new ProtocolError('MQTT-1.5.3-2', 'a string holds U+0000');
  }
  if (!isUtf8(bytes.subarray(start, end))) throw new ProtocolError('MQTT-1.5.3-1', 'a string is not well-formed UTF-8');
  return bytes.toString('utf8', start, end);
}
