/** UNSUBACK (§3.11). */
export function encodeUnsuback(packetId: number): Buffer {
  return Buffer.from([0xb0, 2, packetId >>> 8, packetId & 0xff]);
}
