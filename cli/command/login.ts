import { type Client, createClient } from '@thalamus/sdk';
import type { Command } from 'commander';
import { addressOf, profileName, type Where } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { type Profile, readProfile, removeProfile, writeProfile } from '../profile.ts';
import type { Terminal } from '../terminal.ts';
import { withWhere } from './where.ts';

interface LoginOptions extends Where {
  readonly email: string;
  readonly password?: string;
}

/** `login` and `logout`. */
export function addLoginCommands(program: Command, terminal: Terminal): void {
  withWhere(program.command('login').description('sign in and keep an API key of your own in a profile'))
    .requiredOption('--email <email>', 'your e-mail address')
    .option('--password <password>', 'your password (asked for when left out, which keeps it out of the shell’s history)')
    .action((options: LoginOptions) => login(terminal, options));
  withWhere(program.command('logout').description('delete the profile and its API key')).action((options: Where) =>
    logout(terminal, options),
  );
}

async function login(terminal: Terminal, options: LoginOptions): Promise<void> {
  const url = addressOf(terminal, options);
  const name = profileName(terminal, options);
  const before = await readProfile(terminal.configFolder, name);
  const password = options.password ?? (await terminal.askHidden(`Password of ${options.email}: `));
  if (password === undefined || password === '')
    throw new CliFailure(exitCodes.usage, 'no password was given; use --password where nobody can type.');
  const client = createClient({ url });
  const session = await client.signIn({ email: options.email, password });
  if (session.passwordChangeRequired) {
    await client.signOut();
    throw new CliFailure(
      exitCodes.unauthenticated,
      `this is a one-time password. Open ${url} in a browser, sign in, set your own password, then run this again. Nothing was changed.`,
    );
  }
  // The key may do what its person may; without a role it would be a developer's, which can't manage keys.
  const wish = { name: `cli@${terminal.hostname}`, ...(session.roles[0] === undefined ? {} : { role: session.roles[0] }) };
  const key = await client.createApiKey(wish);
  const profile: Profile = { url, email: session.person.email, keyId: key.id, apiKey: key.key };
  const file = await writeProfile(terminal.configFolder, name, profile);
  if (before?.url === url) await forget(client, before.keyId);
  await client.signOut();
  terminal.out(`Signed in to ${url} as ${session.person.email}, tenant ${session.tenant}. The key is kept in ${file}.\n`);
}

async function logout(terminal: Terminal, options: Where): Promise<void> {
  const name = profileName(terminal, options);
  const profile = await readProfile(terminal.configFolder, name);
  if (profile === undefined) {
    terminal.out('Nobody was signed in.\n');
    return;
  }
  const revoked = await forget(createClient({ url: profile.url, apiKey: profile.apiKey }), profile.keyId);
  await removeProfile(terminal.configFolder, name);
  terminal.out(
    revoked
      ? `Signed out of ${profile.url}.\n`
      : `The profile is removed, but its key could not be deleted at ${profile.url}; delete cli@${terminal.hostname} there.\n`,
  );
}

/** True when the key is gone; a platform that can't be asked must not keep anybody from signing out. */
async function forget(client: Client, keyId: string): Promise<boolean> {
  try {
    await client.deleteApiKey(keyId);
    return true;
  } catch {
    return false;
  }
}
