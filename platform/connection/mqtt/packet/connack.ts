/** CONNACK (§3.2): `sessionPresent` only with return code 0 [MQTT-3.2.2-4]. */
export function encodeConnack(returnCode: number, sessionPresent = false): Buffer {
  return Buffer.from([0x20, 2, returnCode === 0 && sessionPresent ? 1 : 0, returnCode]);
}
