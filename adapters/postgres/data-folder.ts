import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Binaries } from './binaries.ts';
import { giveTo, type RunAs, startAs } from './run-as.ts';

/** The only database user of the embedded server. */
export const superuser = 'thalamus';

/** Bound on `initdb`, which takes about a second. */
const initdbMs = 120_000;

/** Makes the data folder at the first start; at a later one checks that these programs can read it. */
export async function prepareDataFolder(folder: string, binaries: Binaries, runAs: RunAs): Promise<string> {
  const data = join(folder, 'data');
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === binaries.major) return data;
  if (version !== '') {
    throw new Error(
      `${data} was written by PostgreSQL ${version}, this Thalamus brings PostgreSQL ${binaries.major}: start it with the Thalamus that wrote it ` +
        `and move the data with pg_dump, or use pg_upgrade, or run PostgreSQL ${version} yourself on it and set THALAMUS_POSTGRES_URL`,
    );
  }
  // Made beside and renamed, so that a first start that was cut short is simply done again.
  const draft = join(folder, 'data.new');
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await giveTo(runAs, draft);
  await initdb(binaries.initdb, draft, runAs);
  await rename(draft, data);
  return data;
}

async function initdb(program: string, data: string, runAs: RunAs): Promise<void> {
  const options = [
    '--auth-local=trust',
    '--auth-host=reject',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
  try {
    const start = startAs(runAs, program, ['-D', data, '-U', superuser, ...options, '--no-instructions']);
    await promisify(execFile)(start.file, start.args, {
      ...start.ids,
      cwd: data,
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
      timeout: initdbMs,
    });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`initdb failed in ${data}: ${stderr?.trim() || String(error)}`, { cause: error });
  }
}
