import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps rows that no table takes: appended to one file a day, with the reason before each. Durable when it resolves. */
export function createSetAside(folder: string, now: () => Date): (rows: Uint8Array, why: string) => Promise<void> {
  return async (rows, why) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(join(folder, `${now().toISOString().slice(0, 10)}.tsv`), 'a', 0o600);
    try {
      await file.write(`# ${now().toISOString()} ${why.replaceAll('\n', ' ').slice(0, 1000)}\n`);
      await file.write(rows);
      await file.datasync();
    } finally {
      await file.close();
    }
  };
}
