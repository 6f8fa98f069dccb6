import { isDeepStrictEqual } from 'node:util';
import { type Client, createClient } from '@thalamus/sdk';
import type { Where } from './basics.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { defaultProfile, profileInUse, readProfile, writeProfile } from './profile.ts';
import type { Terminal } from './terminal.ts';

const defaultUrl = 'http://127.0.0.1:8080';

/** The profile that a command is about: `--profile`, else THALAMUS_PROFILE, else the one that `profile use` chose, else `default`. */
export async function profileName(terminal: Terminal, where: Where): Promise<string> {
  return where.profile ?? given(terminal.env.THALAMUS_PROFILE) ?? (await profileInUse(terminal.configFolder));
}

/** The tenant that was asked for: `--tenant`, else THALAMUS_TENANT. */
export function tenantOf(terminal: Terminal, where: Where): string | undefined {
  return where.tenant ?? given(terminal.env.THALAMUS_TENANT);
}

/** The address to call when no profile is asked: `--url`, else THALAMUS_URL, else the local default. */
export function addressOf(terminal: Terminal, where: Where): string {
  const url = where.url ?? given(terminal.env.THALAMUS_URL) ?? defaultUrl;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new CliFailure(
      exitCodes.usage,
      `the platform's address is ${JSON.stringify(url)}, expected http://host:port or https://host:port`,
    );
  }
  return url.replace(/\/+$/, '');
}

/** A client of an address without being anybody yet; what signing in gives is put into `cookies`. */
export function nobody(terminal: Terminal, url: string, tenant?: string, cookies?: Map<string, string>): Client {
  return createClient({ ...about(terminal), url, tenant, cookies });
}

/** A client that knows who it is: THALAMUS_API_KEY, else the profile's session. Fails with exit code 3 when there is neither. */
export async function signedIn(terminal: Terminal, where: Where): Promise<Client> {
  const apiKey = given(terminal.env.THALAMUS_API_KEY);
  if (apiKey === undefined) return (await ofProfile(terminal, where)).client;
  return createClient({ ...about(terminal), url: addressOf(terminal, where), apiKey, tenant: tenantOf(terminal, where) });
}

/** Does what only a person may, with the profile's session; where that becomes another one by it, the profile keeps the new one. */
export async function asPerson<T>(terminal: Terminal, where: Where, work: (client: Client) => Promise<T>): Promise<T> {
  const { client, name, profile, cookies } = await ofProfile(terminal, where);
  try {
    return await work(client);
  } finally {
    const now = Object.fromEntries(cookies);
    if (!isDeepStrictEqual(now, profile.cookies)) await writeProfile(terminal.configFolder, name, { ...profile, cookies: now });
  }
}

async function ofProfile(terminal: Terminal, where: Where) {
  const name = await profileName(terminal, where);
  const profile = await readProfile(terminal.configFolder, name);
  if (profile === undefined) {
    throw new CliFailure(
      exitCodes.unauthenticated,
      `nobody is signed in${name === defaultProfile ? '' : ` under the profile ${name}`}; run \`thalamus login --email …\` or set THALAMUS_API_KEY.`,
    );
  }
  const wanted = where.url ?? given(terminal.env.THALAMUS_URL);
  // A session is shown only to the platform that it belongs to.
  if (wanted !== undefined && addressOf(terminal, where) !== profile.url) {
    throw new CliFailure(
      exitCodes.unauthenticated,
      `the profile ${name} belongs to ${profile.url}; run \`thalamus login --url ${wanted}\` first.`,
    );
  }
  const cookies = new Map(Object.entries(profile.cookies));
  const tenant = tenantOf(terminal, where) ?? profile.tenant;
  return { client: nobody(terminal, profile.url, tenant, cookies), name, profile, cookies };
}

function about({ signal, hostname }: Terminal) {
  return { signal, userAgent: `thalamus (${systems[process.platform] ?? process.platform}; ${hostname})` };
}

// As browsers call them.
const systems: Readonly<Record<string, string>> = { darwin: 'Mac OS X', linux: 'Linux', win32: 'Windows' };

// An empty variable counts as unset, as it does for the server.
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
