import { isUtf8 } from 'node:buffer';
import { ProtocolError } from '../protocol.ts';

/** Where a length-prefixed field ends; its content begins two bytes after `at` and has at most 65,535 of them [MQTT-4.7.3-3]. */
export function fieldEnd(bytes: Buffer, at: number, end: number): number {
  if (at + 2 > end) throw new ProtocolError('MQTT-1.5.3', 'the packet ends before a length');
  const stop = at + 2 + (((bytes[at] as number) << 8) | (bytes[at + 1] as number));
  if (stop > end) throw new ProtocolError('MQTT-1.5.3', 'the packet ends within a field');
  return stop;
}

/**
 * Checks a UTF-8 string: well formed, so without surrogates [MQTT-1.5.3-1] [MQTT5-1.5.4-1], and without U+0000 [MQTT-1.5.3-2] [MQTT5-1.5.4-2] [MQTT-4.7.3-2].
 */
export function checkText(bytes: Buffer, start: number, end: number): void {
  let ascii = true;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === 0) throw new ProtocolError('MQTT-1.5.3-2', 'a string holds U+0000');
    if (byte > 127) ascii = false;
  }
  // Most strings are ASCII, for which no view has to be made.
  if (!ascii && !isUtf8(bytes.subarray(start, end))) throw new ProtocolError('MQTT-1.5.3-1', 'a string is not well-formed UTF-8');
}

/** Decodes a checked string; a byte order mark stays a character of it [MQTT-1.5.3-3] [MQTT5-1.5.4-3]. */
export function decodeText(bytes: Buffer, start: number, end: number): string {
  checkText(bytes, start, end);
  return bytes.toString('utf8', start, end);
}
