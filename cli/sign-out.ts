import { ApiError } from '@thalamus/sdk';
import type { Basics } from './basics.ts';
import { nobody } from './connection.ts';
import { printDone } from './output.ts';
import { type Profile, readProfile, removeProfile } from './profile.ts';
import type { Terminal } from './terminal.ts';

/** Ends a profile's session and removes the profile; a platform that can't be asked must not keep anybody from signing out. */
export async function signOut(terminal: Terminal, name: string, options: Basics): Promise<void> {
  const profile = await readProfile(terminal.configFolder, name);
  if (profile === undefined) return printDone(terminal, options, { profile: name, removed: false }, 'Nobody was signed in.');
  const sessionEnded = await endSession(terminal, profile);
  await removeProfile(terminal.configFolder, name);
  const sentence = sessionEnded
    ? `Signed out of ${profile.url}.`
    : `The profile is removed, but its session could not be ended at ${profile.url}; it ends by itself when it is not used.`;
  printDone(terminal, options, { profile: name, removed: true, sessionEnded }, sentence);
}

/** True when the session is over. */
export async function endSession(terminal: Terminal, { url, cookies }: Profile): Promise<boolean> {
  try {
    await nobody(terminal, url, undefined, new Map(Object.entries(cookies))).signOut();
    return true;
  } catch (error) {
    // A session that is nobody's any more was ended before.
    return error instanceof ApiError && error.status === 401;
  }
}
