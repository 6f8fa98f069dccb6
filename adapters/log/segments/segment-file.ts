import { constants } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { encodeHeader, headerSize, type SegmentKey } from './format.ts';
import { syncFolder } from './segment-folder.ts';

/** The file that is appended to. A write that resolves is on the disk. */
export interface SegmentFile {
  /** Writes all buffers at `offset`; rejects with `ENOSPC` when only a part went in. */
  write(buffers: readonly Uint8Array[], offset: number): Promise<void>;
  truncate(end: number): Promise<void>;
  close(): Promise<void>;
}

export interface SegmentFiles {
  /** Makes a new file with its header; file and name are durable when it resolves, and nothing is left when it rejects. */
  create(path: string, key: SegmentKey): Promise<SegmentFile>;
  open(path: string): Promise<SegmentFile>;
}

/**
 * O_DSYNC makes a write its own fdatasync: one trip to the thread pool instead of two, a fifth less latency measured. Filling segments with
 * zeros ahead would save another third of the 0.35 ms, but write everything twice and hide a full disk until later: not worth it.
 */
const durable = constants.O_RDWR | constants.O_DSYNC;

export const segmentFiles: SegmentFiles = {
  async create(path, key) {
    const handle = await open(path, durable | constants.O_CREAT | constants.O_EXCL, 0o600);
    const file = segmentFile(handle);
    try {
      await file.write([encodeHeader(key)], 0);
      await syncFolder(dirname(path));
      return file;
    } catch (error) {
      await handle.close();
      await rm(path, { force: true });
      throw error;
    }
  },
  open: async (path) => segmentFile(await open(path, durable)),
};

function segmentFile(handle: FileHandle): SegmentFile {
  return {
    async write(buffers, offset) {
      const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
      const { bytesWritten } = await handle.writev(buffers, offset);
      if (bytesWritten !== total) throw Object.assign(new Error(`wrote ${bytesWritten} of ${total} bytes`), { code: 'ENOSPC' });
    },
    async truncate(end) {
      await handle.truncate(Math.max(end, headerSize));
      await handle.sync();
    },
    close: () => handle.close(),
  };
}
