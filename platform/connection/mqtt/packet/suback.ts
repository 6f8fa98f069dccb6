/** SUBACK return code for a filter that is not granted (§3.9.3). */
export const subscribeFailure = 0x80;

/** SUBACK with one return code per filter, in order [MQTT-3.8.4-5]. */
export function encodeSuback(packetId: number, codes: readonly number[]): Buffer {
  const length = 2 + codes.length;
  const header = length < 128 ? [0x90, length] : [0x90, (length & 127) | 128, length >>> 7];
  return Buffer.from([...header, packetId >>> 8, packetId & 0xff, ...codes]);
}
