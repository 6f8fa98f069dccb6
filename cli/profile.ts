import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliFailure, exitCodes } from './failure.ts';

/** Where to call and with which key; one file per profile, readable by its owner only. */
export interface Profile {
  readonly url: string;
  readonly email: string;
  readonly keyId: string;
  readonly apiKey: string;
}

/** The profile, or undefined when nobody signed in under that name. Throws on a file that is not one. */
export async function readProfile(folder: string, name: string): Promise<Profile | undefined> {
  const file = fileOf(folder, name);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed: unknown = parse(text);
  if (!isProfile(parsed)) throw new CliFailure(exitCodes.failed, `${file} is no profile; remove it and run \`thalamus login\` again.`);
  return parsed;
}

/** Writes the profile with mode 0600 in a folder with mode 0700. */
export async function writeProfile(folder: string, name: string, profile: Profile): Promise<string> {
  const file = fileOf(folder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 });
  // `mode` counts for a new file only.
  await chmod(file, 0o600);
  return file;
}

/** Removes the profile; nothing happens when there is none. */
export async function removeProfile(folder: string, name: string): Promise<void> {
  await rm(fileOf(folder, name), { force: true });
}

function fileOf(folder: string, name: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name)) {
    throw new CliFailure(exitCodes.usage, `--profile is ${JSON.stringify(name)}, expected letters, digits, - and _ (1 to 64)`);
  }
  return join(folder, `${name}.json`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProfile(value: unknown): value is Profile {
  if (typeof value !== 'object' || value === null) return false;
  return ['url', 'email', 'keyId', 'apiKey'].every((key) => typeof Reflect.get(value, key) === 'string');
}
