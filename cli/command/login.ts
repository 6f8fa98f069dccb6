import type { Command } from 'commander';
import { type Basics, withBasics } from '../basics.ts';
import { addressOf, nobody, profileName, tenantOf } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone } from '../output.ts';
import { type Profile, readProfile, writeProfile } from '../profile.ts';
import { askSecret, type PersonOptions, signIn, withPerson } from '../sign-in.ts';
import { forgetKey, signOut } from '../sign-out.ts';
import type { Terminal } from '../terminal.ts';

interface PasswordOptions extends PersonOptions {
  readonly newPassword?: string;
}

/** `login`, `logout` and `password`. */
export function addLoginCommands(program: Command, terminal: Terminal): void {
  withPerson(program.command('login').description('sign in and keep an API key of your own in a profile')).action(
    (options: PersonOptions) => login(terminal, options),
  );
  withBasics(program.command('logout').description('delete the profile and its API key')).action(async (options: Basics) =>
    signOut(terminal, await profileName(terminal, options), options),
  );
  withPerson(program.command('password').description('set your own password in place of the one you have'))
    .option('--new-password <text>', 'the new one (asked for when left out)')
    .action((options: PasswordOptions) => changePassword(terminal, options));
}

async function login(terminal: Terminal, options: PersonOptions): Promise<void> {
  const url = addressOf(terminal, options);
  const name = await profileName(terminal, options);
  const tenant = tenantOf(terminal, options);
  const before = await readProfile(terminal.configFolder, name);
  const client = nobody(terminal, url, tenant);
  const { session } = await signIn(terminal, client, options);
  if (session.passwordChangeRequired) {
    await client.signOut();
    throw new CliFailure(
      exitCodes.unauthenticated,
      `this is a one-time password. Set your own with \`thalamus password --url ${url} --email ${options.email}\`, then run this again. Nothing was changed.`,
    );
  }
  // The key may do what its person may; without a role it would be a developer's, which can't manage keys.
  const wish = { name: `cli@${terminal.hostname}`, ...(session.roles[0] === undefined ? {} : { role: session.roles[0] }) };
  const key = await client.createApiKey(wish);
  const { email } = session.person;
  const profile: Profile = { url, email, keyId: key.id, apiKey: key.key, ...(tenant === undefined ? {} : { tenant }) };
  const file = await writeProfile(terminal.configFolder, name, profile);
  if (before?.url === url) await forgetKey(client, before.keyId);
  await client.signOut();
  const result = { profile: name, url, email, tenant: session.tenant, file };
  printDone(terminal, options, result, `Signed in to ${url} as ${email}, tenant ${session.tenant}. The key is kept in ${file}.`);
}

async function changePassword(terminal: Terminal, options: PasswordOptions): Promise<void> {
  const url = addressOf(terminal, options);
  const client = nobody(terminal, url);
  const { password: current } = await signIn(terminal, client, options);
  const next = options.newPassword ?? (await twice(terminal));
  await client.changePassword({ current, next });
  await client.signOut();
  printDone(terminal, options, { email: options.email, changed: true }, `The password of ${options.email} is changed.`);
}

async function twice(terminal: Terminal): Promise<string> {
  const next = await askSecret(terminal, 'New password: ', 'no password was given', '--new-password');
  if (next === (await askSecret(terminal, 'The same again: ', 'no password was given', '--new-password'))) return next;
  throw new CliFailure(exitCodes.usage, 'the two are not the same. Nothing was changed.');
}
