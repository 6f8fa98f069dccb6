import { type Client, createClient } from '@thalamus/sdk';
import { CliFailure, exitCodes } from './failure.ts';
import { readProfile } from './profile.ts';
import type { Terminal } from './terminal.ts';

const defaultUrl = 'http://127.0.0.1:8080';

/** Options that every command takes. */
export interface Where {
  readonly url?: string;
  readonly profile?: string;
}

/** The profile that a command is about: `--profile`, else THALAMUS_PROFILE, else `default`. */
export function profileName(terminal: Terminal, where: Where): string {
  return where.profile ?? terminal.env.THALAMUS_PROFILE ?? 'default';
}

/** The address to call when no profile is asked: `--url`, else THALAMUS_URL, else the local default. */
export function addressOf(terminal: Terminal, where: Where): string {
  const url = where.url ?? terminal.env.THALAMUS_URL ?? defaultUrl;
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) {
    throw new CliFailure(
      exitCodes.usage,
      `the platform's address is ${JSON.stringify(url)}, expected http://host:port or https://host:port`,
    );
  }
  return url.replace(/\/+$/, '');
}

/** A client that knows who it is: THALAMUS_API_KEY, else the profile's key. Fails with exit code 3 when there is neither. */
export async function signedIn(terminal: Terminal, where: Where): Promise<Client> {
  const key = terminal.env.THALAMUS_API_KEY;
  if (key !== undefined && key !== '') return createClient({ url: addressOf(terminal, where), apiKey: key });
  const name = profileName(terminal, where);
  const profile = await readProfile(terminal.configFolder, name);
  if (profile === undefined) {
    throw new CliFailure(
      exitCodes.unauthenticated,
      `nobody is signed in${name === 'default' ? '' : ` under the profile ${name}`}; run \`thalamus login --email …\` or set THALAMUS_API_KEY.`,
    );
  }
  const wanted = where.url ?? terminal.env.THALAMUS_URL;
  // A key is sent only to the platform that made it.
  if (wanted !== undefined && addressOf(terminal, where) !== profile.url) {
    throw new CliFailure(
      exitCodes.unauthenticated,
      `the profile ${name} belongs to ${profile.url}; run \`thalamus login --url ${wanted}\` first.`,
    );
  }
  return createClient({ url: profile.url, apiKey: profile.apiKey });
}
