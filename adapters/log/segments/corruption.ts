import { mkdir, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Logger } from '#core/logger.ts';
import type { LogCorruption } from '#core/ports/ingest-log.ts';
import { ReadBuffer, type Stretch } from './scan.ts';

/** Damaged stretches kept in memory for the operator; older ones stay in the log and in the folder. */
export const corruptionsListedMax = 100;

export interface Corruptions {
  readonly list: readonly LogCorruption[];
  /** Copies the damaged stretch into `corrupt/` and reports it once. */
  setAside(path: string, stretch: Stretch): Promise<void>;
}

export function createCorruptions(folder: string, log: Logger): Corruptions {
  const list: LogCorruption[] = [];
  return { list, setAside };

  async function setAside(path: string, stretch: Stretch): Promise<void> {
    const bytes = stretch.end - stretch.from;
    if (list.some((known) => known.file === path && known.offset === stretch.from && known.bytes === bytes)) return;
    const corruption = { file: path, offset: stretch.from, bytes, keptAs: await keep(path, stretch) };
    if (list.length < corruptionsListedMax) list.push(corruption);
    log.error({ ...corruption }, 'a stretch of the ingest log is damaged; reading goes on behind it');
  }

  async function keep(path: string, stretch: Stretch): Promise<string> {
    const kept = join(folder, 'corrupt', `${basename(path, '.segment')}-${stretch.from}-${stretch.end - stretch.from}.bin`);
    try {
      await mkdir(join(folder, 'corrupt'), { recursive: true });
      await copy(stretch, kept);
      return kept;
    } catch (error) {
      // Reading must go on, above all on a full disk, where it is what makes room.
      log.error({ err: error, kept }, 'the damaged stretch could not be set aside');
      return '';
    }
  }
}

async function copy(stretch: Stretch, path: string): Promise<void> {
  const buffer = new ReadBuffer();
  const target = await open(path, 'w');
  try {
    let from = stretch.from;
    while (from < stretch.end) {
      const bytes = await buffer.fill({ ...stretch, from }, 0);
      if (bytes.length === 0) break;
      await target.writeFile(bytes);
      from += bytes.length;
    }
    await target.sync();
  } finally {
    await target.close();
  }
}
