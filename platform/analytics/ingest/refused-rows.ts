import type { Refusal } from '#core/ports/ingest.ts';
import { encodePrefix, setRows } from './record.ts';
import { escapeText, microsText, millisText } from './tsv.ts';

/** Bytes of a refused payload that are kept. */
export const refusedPayloadBytesMax = 512;

/** Refused data of one tenant in one batch, as rows of its `_refused` table. */
export class RefusedRows {
  readonly #prefix: Buffer;
  #lines = '';
  rows = 0;

  constructor(tenant: string) {
    const columns = ['device', 'ts', 'received', 'topic', 'reason', 'field', 'expected', 'payload'];
    this.#prefix = encodePrefix({ tenant, table: '_refused', columns });
  }

  append(device: string, ts: number, received: number, refusal: Refusal, topic: string, payload: Uint8Array): void {
    const excerpt = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.byteLength, refusedPayloadBytesMax)).toString('utf8');
    const texts = [topic.slice(0, 256), refusal.reason, refusal.field, refusal.expected, excerpt].map(escapeText).join('\t');
    this.#lines += `${device}\t${microsText(ts)}\t${millisText(received)}\t${texts}\n`;
    this.rows++;
  }

  record(): Buffer {
    const record = Buffer.concat([this.#prefix, Buffer.from(this.#lines)]);
    setRows(record, this.rows);
    return record;
  }
}
