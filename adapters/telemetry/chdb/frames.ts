/** Frames on the pipe between the platform and the engine's process: u32 payload length, u32 request id, u8 kind, payload (big endian). */
export const frameHeaderBytes = 9;

/** Largest payload of one frame; a longer one is a broken pipe and ends the process that reads it. */
export const frameBytesMax = 256 * 1024 * 1024;

export const frameKinds = {
  query: 1,
  exec: 2,
  insert: 3,
  cancel: 4,
  close: 5,
  ready: 16,
  chunk: 17,
  done: 18,
  failed: 19,
} as const;

export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

/** What the engine's process says when a request failed: ClickHouse's number where there is one. */
export interface EngineFailure {
  readonly code: number | undefined;
  readonly message: string;
}

export interface QueryRequest {
  readonly sql: string;
  readonly format: string;
  readonly timeoutMs: number;
  readonly resultBytesMax: number;
}

export function frameHeader(id: number, kind: FrameKind, payloadBytes: number): Buffer {
  const header = Buffer.allocUnsafe(frameHeaderBytes);
  header.writeUInt32BE(payloadBytes, 0);
  header.writeUInt32BE(id, 4);
  header.writeUInt8(kind, 8);
  return header;
}

/** Cuts a byte stream into frames; every payload is a buffer of its own that the receiver may keep. */
export function createFrameReader(onFrame: (id: number, kind: number, payload: Buffer) => void): (bytes: Uint8Array) => void {
  const header = Buffer.allocUnsafe(frameHeaderBytes);
  let headerFilled = 0;
  let payload: Buffer | undefined;
  let payloadFilled = 0;

  return (bytes) => {
    let at = 0;
    while (at < bytes.length) {
      if (payload === undefined) {
        const take = Math.min(frameHeaderBytes - headerFilled, bytes.length - at);
        header.set(bytes.subarray(at, at + take), headerFilled);
        headerFilled += take;
        at += take;
        if (headerFilled < frameHeaderBytes) return;
        const length = header.readUInt32BE(0);
        if (length > frameBytesMax) throw new Error(`a frame of ${length} bytes is longer than ${frameBytesMax}`);
        payload = Buffer.allocUnsafeSlow(length);
        payloadFilled = 0;
      }
      const take = Math.min(payload.length - payloadFilled, bytes.length - at);
      payload.set(bytes.subarray(at, at + take), payloadFilled);
      payloadFilled += take;
      at += take;
      if (payloadFilled === payload.length) {
        const whole = payload;
        payload = undefined;
        headerFilled = 0;
        onFrame(header.readUInt32BE(4), header.readUInt8(8), whole);
      }
    }
  };
}
