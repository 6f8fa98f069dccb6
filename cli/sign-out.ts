import { ApiError, type Client, createClient } from '@thalamus/sdk';
import type { Basics } from './basics.ts';
import { printDone } from './output.ts';
import { readProfile, removeProfile } from './profile.ts';
import type { Terminal } from './terminal.ts';

/** Removes a profile and its key; a platform that can't be asked must not keep anybody from signing out. */
export async function signOut(terminal: Terminal, name: string, options: Basics): Promise<void> {
  const profile = await readProfile(terminal.configFolder, name);
  if (profile === undefined) return printDone(terminal, options, { profile: name, removed: false }, 'Nobody was signed in.');
  const client = createClient({ url: profile.url, apiKey: profile.apiKey, tenant: profile.tenant, signal: terminal.signal });
  const keyDeleted = await forgetKey(client, profile.keyId);
  await removeProfile(terminal.configFolder, name);
  const sentence = keyDeleted
    ? `Signed out of ${profile.url}.`
    : `The profile is removed, but its key could not be deleted at ${profile.url}; delete cli@${terminal.hostname} there.`;
  printDone(terminal, options, { profile: name, removed: true, keyDeleted }, sentence);
}

/** True when the key is gone. */
export async function forgetKey(client: Client, keyId: string): Promise<boolean> {
  try {
    await client.deleteApiKey(keyId);
    return true;
  } catch (error) {
    // A key that opens nothing any more was deleted before.
    return error instanceof ApiError && (error.status === 401 || error.status === 404);
  }
}
