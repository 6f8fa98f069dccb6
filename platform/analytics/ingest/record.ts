/** What a record of the ingest log holds: rows of one table, ready for the engine. */
export interface RowsHeader {
  readonly tenant: string;
  readonly table: string;
  readonly columns: readonly string[];
}

export interface RowsRecord extends RowsHeader {
  /** Identifies (tenant, table, columns): records with the same key go into one INSERT. */
  readonly key: string;
  readonly rows: number;
  /** Lines of tab-separated values; a view over the record. */
  readonly tsv: Uint8Array;
}

const version = 1;
const kindRows = 1;
/** version u8, kind u8, header length u16, rows u32; then the header as JSON, then the rows. Little-endian. */
const fixedBytes = 8;

/** Bytes before the rows: everything but the count, which `setRows` fills in. */
export function encodePrefix(header: RowsHeader): Buffer {
  const json = Buffer.from(JSON.stringify({ tenant: header.tenant, table: header.table, columns: header.columns }));
  const prefix = Buffer.alloc(fixedBytes + json.length);
  prefix[0] = version;
  prefix[1] = kindRows;
  prefix.writeUInt16LE(json.length, 2);
  json.copy(prefix, fixedBytes);
  return prefix;
}

/** Writes the count of rows into a record that begins with an encoded prefix. */
export function setRows(record: Buffer, rows: number): void {
  record.writeUInt32LE(rows, 4);
}

/** Reads a record; undefined when a newer or damaged program wrote it. */
export function decodeRecord(record: Uint8Array): RowsRecord | undefined {
  if (record.length < fixedBytes || record[0] !== version || record[1] !== kindRows) return undefined;
  const view = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const headerEnd = fixedBytes + view.readUInt16LE(2);
  if (headerEnd > view.length) return undefined;
  const key = view.toString('utf8', fixedBytes, headerEnd);
  try {
    const { tenant, table, columns } = JSON.parse(key) as RowsHeader;
    return { tenant, table, columns, key, rows: view.readUInt32LE(4), tsv: record.subarray(headerEnd) };
  } catch {
    return undefined;
  }
}
