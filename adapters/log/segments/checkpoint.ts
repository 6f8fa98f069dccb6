import { constants } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from '@node-rs/crc32';
import type { LogPosition } from '#core/ports/ingest-log.ts';
import { syncFolder } from './segment-folder.ts';

/**
 * The released position, in two slots of one file written in turn: a torn write hits only the older one. Overwriting in place
 * needs no new block, so it also works on a full disk, where releasing is what makes room.
 */
export interface Checkpoint {
  readonly mark: number;
  readonly position: LogPosition;
  store(position: LogPosition): Promise<void>;
  close(): Promise<void>;
}

interface Slot {
  readonly mark: number;
  readonly sequence: number;
  readonly position: LogPosition;
}

const slotDistance = 4096;
const slotSize = 32;
const checkedSize = slotSize - 4;

/** Opens the checkpoint of a folder; `initial` is stored when there is none. Undefined when there is none and no `initial`. */
export async function openCheckpoint(folder: string, initial?: Omit<Slot, 'sequence'>): Promise<Checkpoint | undefined> {
  const path = join(folder, 'checkpoint');
  let slot = await readNewest(path);
  if (slot === undefined) {
    if (initial === undefined) return undefined;
    slot = { ...initial, sequence: 1 };
    await createFile(folder, path, slot);
  }
  const file = await open(path, constants.O_RDWR | constants.O_DSYNC);
  const { mark } = slot;
  let { sequence, position } = slot;
  return {
    mark,
    get position() {
      return position;
    },
    async store(next) {
      // Only a success moves on: after a failed write the next one goes into the same, older slot.
      const slot = encode({ mark, sequence: sequence + 1, position: next });
      const { bytesWritten } = await file.write(slot, 0, slotSize, ((sequence + 1) % 2) * slotDistance);
      if (bytesWritten !== slotSize) throw new Error(`the checkpoint was written only in part (${bytesWritten} of ${slotSize} bytes)`);
      sequence += 1;
      position = next;
    },
    close: () => file.close(),
  };
}

async function createFile(folder: string, path: string, slot: Slot): Promise<void> {
  const bytes = Buffer.alloc(2 * slotDistance);
  encode(slot).copy(bytes, (slot.sequence % 2) * slotDistance);
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  await syncFolder(folder);
}

async function readNewest(path: string): Promise<Slot | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = await file.readFile();
    const slots = [decode(bytes.subarray(0, slotSize)), decode(bytes.subarray(slotDistance, slotDistance + slotSize))];
    return slots.filter((slot) => slot !== undefined).sort((a, b) => b.sequence - a.sequence)[0];
  } finally {
    await file.close();
  }
}

function encode(slot: Slot): Buffer {
  const bytes = Buffer.alloc(slotSize);
  bytes.writeUInt32LE(slot.mark, 0);
  bytes.writeUInt32LE(slot.position.segment, 4);
  bytes.writeDoubleLE(slot.position.offset, 8);
  bytes.writeDoubleLE(slot.sequence, 16);
  bytes.writeUInt32LE(crc32c(bytes.subarray(0, checkedSize)), checkedSize);
  return bytes;
}

function decode(bytes: Buffer): Slot | undefined {
  if (bytes.length < slotSize || bytes.readUInt32LE(checkedSize) !== crc32c(bytes.subarray(0, checkedSize))) return undefined;
  // Zeros have the checksum 0 only by their CRC; a sequence of 0 is never written.
  const sequence = bytes.readDoubleLE(16);
  if (sequence < 1) return undefined;
  return { mark: bytes.readUInt32LE(0), sequence, position: { segment: bytes.readUInt32LE(4), offset: bytes.readDoubleLE(8) } };
}
