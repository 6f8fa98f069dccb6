import type { Command } from 'commander';
import { type Basics, withBasics, withListBasics } from '../basics.ts';
import { asPerson } from '../connection.ts';
import { printDone, printJson, printOne } from '../output.ts';
import { askSecret, codeOf, newPassword, type SignInOptions } from '../sign-in.ts';
import type { Terminal } from '../terminal.ts';

type PersonOptions = Basics & SignInOptions;

/** `password`, `rename` and `second-factor …`: what somebody changes about themselves. */
export function addPersonCommands(program: Command, terminal: Terminal): void {
  withPassword(withBasics(program.command('password').description('set another password; ends your other sessions')))
    .option('--new-password <text>', 'the new one (asked for when left out)')
    .action((options: PersonOptions) =>
      asPerson(terminal, options, async (client) => {
        const current = await currentPassword(terminal, options);
        const { person } = await client.changePassword({ current, next: await newPassword(terminal, options) });
        printDone(terminal, options, { email: person.email, changed: true }, `The password of ${person.email} is changed.`);
      }),
    );
  withBasics(program.command('rename <name>').description('change the name that others see of you')).action(
    (name: string, options: Basics) =>
      asPerson(terminal, options, async (client) => {
        const { person } = await client.updatePerson({ name });
        printDone(terminal, options, person, `Others see you as ${person.name} now.`);
      }),
  );
  const factor = program.command('second-factor').description('a code beside the password');
  withBasics(factor.command('show').description('whether it is on')).action((options: Basics) =>
    asPerson(terminal, options, async (client) => printOne(terminal, options, 'second factor', await client.getSecondFactor())),
  );
  withPassword(withBasics(factor.command('enrol').description('begin: gives what an authenticator app needs; nothing changes yet'))).action(
    (options: PersonOptions) =>
      asPerson(terminal, options, async (client) => {
        const enrolment = await client.enrolSecondFactor({ password: await currentPassword(terminal, options) });
        if (options.json) return printJson(terminal, enrolment);
        terminal.out(`Type this into your authenticator app: ${enrolment.secret}\n${enrolment.uri}\n`);
        terminal.err('Then: thalamus second-factor activate\n');
      }),
  );
  withCode(withListBasics(factor.command('activate').description('turn it on with a first code; prints recovery codes, only now'))).action(
    (options: PersonOptions) =>
      asPerson(terminal, options, async (client) => {
        printCodes(terminal, options, await client.activateSecondFactor({ code: await codeOf(terminal, options) }));
      }),
  );
  withProof(withListBasics(factor.command('recovery-codes').description('make new recovery codes; the old ones end'))).action(
    (options: PersonOptions) =>
      asPerson(terminal, options, async (client) =>
        printCodes(terminal, options, await client.renewRecoveryCodes(await proof(terminal, options))),
      ),
  );
  withProof(withBasics(factor.command('remove').description('sign in without a code again'))).action((options: PersonOptions) =>
    asPerson(terminal, options, async (client) => {
      await client.removeSecondFactor(await proof(terminal, options));
      printDone(terminal, options, { enabled: false }, 'The second factor is off.');
    }),
  );
}

function withPassword(command: Command): Command {
  return command.option('--password <text>', 'the one you have (asked for when left out)');
}

function withCode(command: Command): Command {
  return command.option('--code <code>', 'a code of the authenticator (asked for when left out)');
}

function withProof(command: Command): Command {
  return withCode(withPassword(command));
}

async function proof(terminal: Terminal, options: PersonOptions) {
  const password = await currentPassword(terminal, options);
  return { password, code: await codeOf(terminal, options) };
}

async function currentPassword(terminal: Terminal, { password }: PersonOptions): Promise<string> {
  return password ?? (await askSecret(terminal, 'Your password: ', 'no password was given', '--password'));
}

function printCodes(terminal: Terminal, { json }: Basics, result: { readonly recoveryCodes: readonly string[] }): void {
  if (json) printJson(terminal, result);
  else for (const code of result.recoveryCodes) terminal.out(`${code}\n`);
  terminal.err('Keep these recovery codes: each opens once, where the authenticator is lost. They are not shown again.\n');
}
