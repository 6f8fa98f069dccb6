import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** One file of the log as it is known in memory: records lie in `[headerSize, end)`. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  /** End of what is durable and may be read. */
  end: number;
}

const namePattern = /^(\d{10})\.segment$/;

export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(10, '0')}.segment`);
}

/** Numbers of the segment files in a folder, ascending. */
export async function listSegments(folder: string): Promise<number[]> {
  const numbers: number[] = [];
  for (const name of await readdir(folder)) {
    const match = namePattern.exec(name);
    if (match !== null) numbers.push(Number(match[1]));
  }
  return numbers.sort((a, b) => a - b);
}

/** Makes created, renamed and deleted names of a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
