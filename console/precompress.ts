// Writes a .br and a .gz beside every text file of the build, so that the server sends them as they are.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const folder = join(import.meta.dirname, 'dist');
/** Smaller files gain nothing that a request would notice. */
const compressFromBytes = 1024;
/** 11 would take seconds for one percent. */
const brotliQuality = 9;

for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(js|css|svg|html)$/.test(entry.name)) continue;
  const path = join(entry.parentPath, entry.name);
  const bytes = await readFile(path);
  if (bytes.length < compressFromBytes) continue;
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}
