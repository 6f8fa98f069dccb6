import { type Client, createClient } from '@thalamus/sdk';
import type { Where } from './basics.ts';
import { CliFailure, exitCodes } from './failure.ts';
import { defaultProfile, profileInUse, readProfile } from './profile.ts';
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

/** A client of an address without being anybody yet. */
export function nobody(terminal: Terminal, url: string, tenant?: string): Client {
  return createClient({ url, tenant, signal: terminal.signal });
}

/** A client that knows who it is: THALAMUS_API_KEY, else the profile's key. Fails with exit code 3 when there is neither. */
export async function signedIn(terminal: Terminal, where: Where): Promise<Client> {
  const { signal } = terminal;
  const tenant = tenantOf(terminal, where);
  const key = given(terminal.env.THALAMUS_API_KEY);
  if (key !== undefined) return createClient({ url: addressOf(terminal, where), apiKey: key, tenant, signal });
  const name = await profileName(terminal, where);
  const profile = await readProfile(terminal.configFolder, name);
  if (profile === undefined) {
    throw new CliFailure(
      exitCodes.unauthenticated,
      `nobody is signed in${name === defaultProfile ? '' : ` under the profile ${name}`}; run \`thalamus login --email …\` or set THALAMUS_API_KEY.`,
    );
  }
  const wanted = where.url ?? given(terminal.env.THALAMUS_URL);
  // A key is sent only to the platform that made it.
  if (wanted !== undefined && addressOf(terminal, where) !== profile.url) {
    throw new CliFailure(
      exitCodes.unauthenticated,
      `the profile ${name} belongs to ${profile.url}; run \`thalamus login --url ${wanted}\` first.`,
    );
  }
  return createClient({ url: profile.url, apiKey: profile.apiKey, tenant: tenant ?? profile.tenant, signal });
}

// An empty variable counts as unset, as it does for the server.
function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
