/** What a client says of itself when it connects. */
export interface ConnectOptions {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  readonly keepAliveSeconds: number;
}

/** CONNECT of MQTT 3.1.1, clean session. [MQTT-3.1] */
export function encodeConnect(options: ConnectOptions): Buffer {
  const name = options.username;
  const secret = options.password;
  const flags = 0x02 | (name === undefined ? 0 : 0x80) | (secret === undefined ? 0 : 0x40);
  const head = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags, ...word(options.keepAliveSeconds)]);
  const fields = [options.clientId, name, secret].filter((field) => field !== undefined).map(text);
  return packet(0x10, [head, ...fields]);
}

/** PUBLISH with QoS 1; `again` marks a redelivery. [MQTT-3.3.1-1] */
export function encodePublish(topic: string, payload: string, id: number, again: boolean): Buffer {
  return packet(again ? 0x3a : 0x32, [text(topic), Buffer.from(word(id)), Buffer.from(payload)]);
}

/** PINGREQ. */
export const pingRequest = Buffer.from([0xc0, 0]);

/** DISCONNECT. */
export const disconnect = Buffer.from([0xe0, 0]);

function packet(firstByte: number, parts: readonly Buffer[]): Buffer {
  let rest = parts.reduce((sum, part) => sum + part.length, 0);
  const head = [firstByte];
  do {
    const low = rest % 128;
    rest = (rest - low) / 128;
    head.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(head), ...parts]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from(word(bytes.length)), bytes]);
}

function word(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}
