import { invariant } from '#core/invariant.ts';
import type { LoadSession } from './plan.ts';

const timeDigits = 13;

/** CONNECT of MQTT 3.1.1 with a clean session. [MQTT-3.1] */
export function connectPacket(session: LoadSession, keepAliveSeconds: number): Buffer {
  const fields = [text(session.clientId)];
  let flags = 0x02;
  if (session.username !== undefined) {
    flags |= 0x80;
    fields.push(text(session.username));
  }
  if (session.password !== undefined) {
    flags |= 0x40;
    fields.push(text(session.password));
  }
  const variable = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags, keepAliveSeconds >> 8, keepAliveSeconds & 0xff]);
  return packet(0x10, Buffer.concat([variable, ...fields]));
}

/** Ready-made QoS 1 PUBLISH packets of equal size in one buffer, so that sending k of them is one view and one write. */
export interface PublishRing {
  readonly bytes: Buffer;
  readonly packetBytes: number;
  /** Places in the ring: twice the in-flight bound, so that no packet is touched before it was acknowledged. */
  readonly places: number;
  /** Sets the time of the packet at `place`; only in rings made with a device time. */
  stamp(place: number, timeMs: number): void;
}

/** Packet ids are 1…inflight, twice over; every place carries other values so that a table sees no constant column. */
export function publishRing(topic: string, inflight: number, time: 'server' | 'device', seed: number): PublishRing {
  const places = inflight * 2;
  const packets: Buffer[] = [];
  for (let place = 0; place < places; place++) {
    const id = (place % inflight) + 1;
    const values = sample(seed, place);
    const payload = Buffer.from(time === 'device' ? `{"ts":${'0'.repeat(timeDigits)},"values":${values}}` : values);
    packets.push(packet(0x32, Buffer.concat([text(topic), Buffer.from([id >> 8, id & 0xff]), payload])));
  }
  const bytes = Buffer.concat(packets);
  const packetBytes = bytes.length / places;
  const timeAt = packetBytes - (timeDigits + '"values":,}'.length + sampleBytes);
  return {
    bytes,
    packetBytes,
    places,
    stamp(place, timeMs) {
      let rest = timeMs;
      let at = place * packetBytes + timeAt + timeDigits - 1;
      for (let digit = 0; digit < timeDigits; digit++) {
        const higher = Math.floor(rest / 10);
        bytes[at--] = 48 + (rest - higher * 10);
        rest = higher;
      }
    },
  };
}

const sampleBytes = 60;

/** Three values of a pump in exactly 60 bytes of JSON. */
export function sample(seed: number, place: number): string {
  const wave = Math.sin(seed * 0.7 + place * 0.05);
  const temperature = (65 + 5 * wave + (place % 7) * 0.013).toFixed(7);
  const pressure = (410 + 40 * wave + (place % 11) * 0.17).toFixed(7);
  const rpm = Math.round(1480 + 20 * wave);
  const json = `{"temperature":${temperature},"pressure":${pressure},"rpm":${rpm}}`;
  invariant(json.length === sampleBytes, `a sample has ${sampleBytes} bytes, not ${json.length}`);
  return json;
}

/** PINGREQ. */
export const pingPacket = Buffer.from([0xc0, 0]);

/** DISCONNECT. */
export const disconnectPacket = Buffer.from([0xe0, 0]);

function packet(firstByte: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    const low = rest % 128;
    rest = (rest - low) / 128;
    length.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([firstByte, ...length]), body]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
