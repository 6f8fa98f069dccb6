import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { lockFolder } from '#adapters/log/segments/folder-lock.ts';
import { StartError } from './start-error.ts';

/** The data folder, held for this process until disposed, and the key that everything secret in it is protected with. */
export interface Home extends AsyncDisposable {
  readonly folder: string;
  readonly postgres: string;
  readonly telemetry: string;
  readonly log: string;
  readonly setAside: string;
  /** 32 random bytes, made at the first start. Whoever loses the file loses sessions, not data. */
  readonly secret: Buffer;
}

/** Length of the key file; another length stops the start. */
const secretBytes = 32;

/** Makes the data folder when it is missing and takes it. Throws `StartError` when it can't be written or another program has it. */
export async function openHome(path: string): Promise<Home> {
  try {
    return await takeHome(resolve(path));
  } catch (error) {
    throw new StartError(`THALAMUS_HOME: expected a folder that is ours alone to write; ${error instanceof Error ? error.message : error}`);
  }
}

async function takeHome(folder: string): Promise<Home> {
  // Others may pass through (PostgreSQL runs as another user when we are root), not look.
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const lock = await lockFolder(folder);
  try {
    return {
      folder,
      postgres: join(folder, 'postgres'),
      telemetry: join(folder, 'telemetry'),
      log: join(folder, 'log'),
      setAside: join(folder, 'set-aside'),
      secret: await readSecret(join(folder, 'secret.key')),
      [Symbol.asyncDispose]: () => lock.release(),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function readSecret(path: string): Promise<Buffer> {
  try {
    const secret = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
    if (secret.length !== secretBytes)
      throw new Error(`${path} does not hold ${secretBytes} bytes in hex: restore it, or delete it to end all sessions`);
    return secret;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const secret = randomBytes(secretBytes);
  const file = await open(path, 'wx', 0o600);
  await file.write(`${secret.toString('hex')}\n`);
  await file.sync();
  await file.close();
  return secret;
}
