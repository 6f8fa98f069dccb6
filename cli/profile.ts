import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliFailure, exitCodes } from './failure.ts';

/** Where to call and with which session; one file per profile, readable by its owner only. */
export interface Profile {
  readonly url: string;
  readonly email: string;
  readonly cookies: Readonly<Record<string, string>>;
  /** The tenant to act in unless a command says another; the person's own when left out. */
  readonly tenant?: string;
}

/** The profile of those who never named one. */
export const defaultProfile = 'default';
/** Holds the name of the profile in use; no profile's file, for those end in .json. */
const inUseFile = 'profile-in-use';

/** The profile, or undefined when nobody signed in under that name. Throws on a file that is not one. */
export async function readProfile(folder: string, name: string): Promise<Profile | undefined> {
  const file = fileOf(folder, name);
  const text = await readIfThere(file);
  if (text === undefined) return undefined;
  const parsed: unknown = parse(text);
  if (!isProfile(parsed)) throw new CliFailure(exitCodes.failed, `${file} is no profile; remove it and run \`thalamus login\` again.`);
  return parsed;
}

/** Names of all profiles, sorted. */
export async function profileNames(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return files.flatMap((file) => (isName(file.replace(/\.json$/, '')) && file.endsWith('.json') ? [file.slice(0, -5)] : [])).sort();
}

/** Writes the profile with mode 0600 in a folder with mode 0700. */
export async function writeProfile(folder: string, name: string, profile: Profile): Promise<string> {
  const file = fileOf(folder, name);
  await writePrivate(folder, file, `${JSON.stringify(profile, null, 2)}\n`);
  return file;
}

/** Removes the profile; nothing happens when there is none. */
export async function removeProfile(folder: string, name: string): Promise<void> {
  await rm(fileOf(folder, name), { force: true });
  if ((await profileInUse(folder)) === name) await rm(join(folder, inUseFile), { force: true });
}

/** The profile of commands that name none. */
export async function profileInUse(folder: string): Promise<string> {
  const name = (await readIfThere(join(folder, inUseFile)))?.trim() ?? '';
  return isName(name) ? name : defaultProfile;
}

/** Makes a profile the one of commands that name none. */
export async function chooseProfile(folder: string, name: string): Promise<void> {
  fileOf(folder, name);
  await writePrivate(folder, join(folder, inUseFile), `${name}\n`);
}

async function writePrivate(folder: string, file: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Renaming it into place: a crash leaves the old one, and a looser mode of an old file is not kept.
  const fresh = `${file}.${process.pid}.new`;
  await writeFile(fresh, text, { mode: 0o600 });
  await chmod(fresh, 0o600);
  await rename(fresh, file);
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function fileOf(folder: string, name: string): string {
  if (!isName(name)) {
    throw new CliFailure(exitCodes.usage, `--profile is ${JSON.stringify(name)}, expected letters, digits, - and _ (1 to 64)`);
  }
  return join(folder, `${name}.json`);
}

function isName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(name);
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
  const { url, email, tenant, cookies }: Partial<Record<keyof Profile, unknown>> = value;
  if (typeof url !== 'string' || typeof email !== 'string' || (tenant !== undefined && typeof tenant !== 'string')) return false;
  return typeof cookies === 'object' && cookies !== null && Object.values(cookies).every((each) => typeof each === 'string');
}
