import type { Refusal } from '#core/ports/ingest.ts';
import { refusedColumns } from '../store/tables.ts';
import { tsvEscape } from '../store/tsv.ts';
import { encodePrefix, setRows } from './record.ts';
import { microsText, millisText } from './tsv.ts';

/** Bytes of a refused payload that are kept. */
export const refusedPayloadBytesMax = 512;

/** Name of the table of refused data, in records and in every tenant's database. */
export const refusedTable = '_refused';

/** Refused data of one tenant in one batch, as rows of its `_refused` table. */
export class RefusedRows {
  readonly #prefix: Buffer;
  #lines = '';
  rows = 0;

  constructor(tenant: string) {
    this.#prefix = encodePrefix({ tenant, table: refusedTable, columns: refusedColumns });
  }

  append(device: string, ts: number, received: number, refusal: Refusal, topic: string, payload: Uint8Array): void {
    const excerpt = Buffer.from(payload.buffer, payload.byteOffset, Math.min(payload.byteLength, refusedPayloadBytesMax)).toString('utf8');
    const texts = [topic.slice(0, 256), refusal.reason, refusal.field, refusal.expected, excerpt].map(tsvEscape).join('\t');
    this.#lines += `${device}\t${microsText(ts)}\t${millisText(received)}\t${texts}\n`;
    this.rows++;
  }

  record(): Buffer {
    const record = Buffer.concat([this.#prefix, Buffer.from(this.#lines)]);
    setRows(record, this.rows);
    return record;
  }
}
