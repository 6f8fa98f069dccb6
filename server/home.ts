import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The data folder and the key that everything secret in it is protected with. */
export interface Home {
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

/** Makes the data folder when it is missing. Throws with the path when it can't be written. */
export async function openHome(path: string): Promise<Home> {
  const folder = resolve(path);
  // Others may pass through (PostgreSQL runs as another user when we are root), not look.
  await mkdir(folder, { recursive: true, mode: 0o711 });
  return {
    folder,
    postgres: join(folder, 'postgres'),
    telemetry: join(folder, 'telemetry'),
    log: join(folder, 'log'),
    setAside: join(folder, 'set-aside'),
    secret: await readSecret(join(folder, 'secret.key')),
  };
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
