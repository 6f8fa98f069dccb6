import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliFailure, exitCodes } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** Most bytes of all files of one command together; more is refused before anything is asked of the platform. */
const sourceBytesMax = 33_554_432;
/** Most files of one command; a folder with more is refused. */
const sourceFilesMax = 1_000;

/** A file's text; `name` is what people call it. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** Reads files, all `.yaml` and `.yml` files under folders in order of their names, and standard input for `-`. */
export async function readSources(terminal: Terminal, places: readonly string[]): Promise<readonly Source[]> {
  const sources: Source[] = [];
  let bytes = 0;
  for (const place of places) {
    for (const file of place === '-' ? ['-'] : await filesAt(place)) {
      if (sources.length === sourceFilesMax) throw tooMuch(`more than ${sourceFilesMax} files`);
      const name = file === '-' ? 'standard input' : file;
      const parts: Uint8Array[] = [];
      for await (const part of file === '-' ? terminal.input : readable(file)) {
        bytes += part.length;
        if (bytes > sourceBytesMax) throw tooMuch(`more than ${sourceBytesMax / 1_048_576} MiB in all`);
        parts.push(part);
      }
      sources.push({ name, text: decode(name, Buffer.concat(parts)) });
    }
  }
  return sources;
}

async function filesAt(place: string): Promise<readonly string[]> {
  if (!(await found(place)).isDirectory()) return [place];
  const names = await readdir(place, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
  if (files.length === 0) throw new CliFailure(exitCodes.usage, `there is no .yaml or .yml file in ${place}.`);
  return files.sort();
}

async function found(place: string) {
  try {
    return await stat(place);
  } catch (cause) {
    throw new CliFailure(exitCodes.usage, `${place} can’t be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

async function* readable(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file) as AsyncIterable<Uint8Array>;
  } catch (cause) {
    throw new CliFailure(exitCodes.usage, `${file} can’t be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new CliFailure(exitCodes.usage, `${name} is no UTF-8 text.`, { cause });
  }
}

function tooMuch(what: string): CliFailure {
  return new CliFailure(exitCodes.usage, `that is ${what}; apply them in parts.`);
}
