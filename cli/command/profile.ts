import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { profileName } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printDone, printList, printOne } from '../output.ts';
import { chooseProfile, type Profile, profileInUse, profileNames, readProfile } from '../profile.ts';
import { signOut } from '../sign-out.ts';
import type { Terminal } from '../terminal.ts';

/** `profile list | use | show | remove`. */
export function addProfileCommands(program: Command, terminal: Terminal): void {
  const profile = program.command('profile').description('sign-ins that are kept on this machine');
  const folder = terminal.configFolder;
  withListBasics(profile.command('list').description('all profiles; the one in use has a *')).action(async (options: Basics) => {
    const chosen = await profileName(terminal, options);
    const names = await profileNames(folder);
    const all = await Promise.all(names.map(async (name) => shown(name, await found(folder, name), name === chosen)));
    printList(terminal, options, all, ['', 'profile', 'platform', 'person', 'tenant'], (each) => [
      each.inUse ? '*' : '',
      each.profile,
      each.url,
      each.email,
      each.tenant,
    ]);
  });
  withBasics(profile.command('use <profile>').description('use this profile where a command names none')).action(
    async (name: string, options: Basics) => {
      const { url, email } = await found(folder, name);
      await chooseProfile(folder, name);
      printDone(terminal, options, { profile: name, url, email }, `Using ${name}: ${email} at ${url}.`);
    },
  );
  withBasics(profile.command('show [profile]').description('one profile, without its session')).action(
    async (name: string | undefined, options: Basics) => {
      const chosen = name ?? (await profileName(terminal, options));
      const inUse = chosen === (await profileInUse(folder));
      printOne(terminal, options, 'profile', shown(chosen, await found(folder, chosen), inUse));
    },
  );
  withBasics(profile.command('remove <profile>').description('end the session of a profile and delete it, as logout does')).action(
    (name: string, options: Basics) => signOut(terminal, name, options),
  );
}

function shown(profile: string, { url, email, tenant }: Profile, inUse: boolean) {
  return { profile, url, email, tenant: tenant ?? null, inUse };
}

async function found(folder: string, name: string): Promise<Profile> {
  const profile = await readProfile(folder, name);
  if (profile !== undefined) return profile;
  throw new CliFailure(exitCodes.notFound, `there is no profile ${name}; \`thalamus profile list\` shows what there is.`);
}
