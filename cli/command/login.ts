import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { addressOf, nobody, profileName, tenantOf } from '../connection.ts';
import { printDone } from '../output.ts';
import { readProfile, writeProfile } from '../profile.ts';
import { type SignInOptions, signIn } from '../sign-in.ts';
import { endSession, signOut } from '../sign-out.ts';
import type { Terminal } from '../terminal.ts';

type LoginOptions = Basics & SignInOptions & { readonly email: string };

/** `login` and `logout`. */
export function addLoginCommands(program: Command, terminal: Terminal): void {
  withBasics(program.command('login').description('sign in and keep the session in a profile'))
    .requiredOption('--email <email>', 'your e-mail address')
    .option('--password <text>', 'your password (asked for when left out, which keeps it out of the shell’s history)')
    .option('--code <code>', 'a code of your second factor, or a recovery code (asked for when it is needed)')
    .option('--new-password <text>', 'your own password in place of a one-time password (asked for when it is needed)')
    .action((options: LoginOptions) => login(terminal, options));
  withBasics(program.command('logout').description('end the session and delete the profile')).action(async (options: Basics) =>
    signOut(terminal, await profileName(terminal, options), options),
  );
}

async function login(terminal: Terminal, options: LoginOptions): Promise<void> {
  const url = addressOf(terminal, options);
  const name = await profileName(terminal, options);
  const tenant = tenantOf(terminal, options);
  const before = await readProfile(terminal.configFolder, name);
  const cookies = new Map<string, string>();
  const client = nobody(terminal, url, tenant, cookies);
  const { person } = await signIn(terminal, client, options.email, options);
  // Who may not act in the tenant hears it now, not at the first command.
  const session = await client.getSession().catch(async (error: unknown) => {
    await client.signOut();
    throw error;
  });
  const { email } = person;
  const kept = { url, email, cookies: Object.fromEntries(cookies), ...(tenant === undefined ? {} : { tenant }) };
  const file = await writeProfile(terminal.configFolder, name, kept);
  if (before !== undefined) await endSession(terminal, before);
  const result = { profile: name, url, email, tenant: session.tenant, file };
  printDone(terminal, options, result, `Signed in to ${url} as ${email}, tenant ${session.tenant}. The session is kept in ${file}.`);
}
