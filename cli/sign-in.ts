import type { Client, Session } from '@thalamus/sdk';
import type { Command } from 'commander';
import { type Basics, withBasics } from './basics.ts';
import { CliFailure, exitCodes } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Options of a command that needs the person, not a key. */
export interface PersonOptions extends Basics {
  readonly email: string;
  readonly password?: string;
  readonly code?: string;
}

export function withPerson(command: Command): Command {
  return withBasics(command)
    .requiredOption('--email <email>', 'your e-mail address')
    .option('--password <text>', 'your password (asked for when left out, which keeps it out of the shell’s history)')
    .option('--code <code>', 'a code of your second factor, or a recovery code (asked for when it is needed)');
}

/** Signs in as a person, with a second factor where there is one. */
export async function signIn(terminal: Terminal, client: Client, options: PersonOptions): Promise<{ session: Session; password: string }> {
  const { email } = options;
  const password = options.password ?? (await askSecret(terminal, `Password of ${email}: `, 'no password was given', '--password'));
  const answer = await client.signIn({ email, password });
  if (!('secondFactorRequired' in answer)) return { session: answer, password };
  const code =
    options.code ?? (await askSecret(terminal, 'Code of your authenticator, or a recovery code: ', 'no code was given', '--code'));
  return { session: await client.completeSignIn({ code }), password };
}

/** Asks for what nobody else should see. */
export async function askSecret(terminal: Terminal, question: string, missing: string, option: string): Promise<string> {
  const answer = await terminal.askHidden(question);
  if (answer !== undefined && answer !== '') return answer;
  throw new CliFailure(exitCodes.usage, `${missing}; use ${option} where nobody can type.`);
}
