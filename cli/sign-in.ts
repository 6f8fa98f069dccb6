import type { Client, Session } from '@thalamus/sdk';
import { CliFailure, exitCodes } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** What signing in takes; asked for where it is left out. */
export interface SignInOptions {
  readonly password?: string;
  readonly code?: string;
  readonly newPassword?: string;
}

/** Signs in as a person: with a second factor where there is one, and with a password of their own in place of a one-time password. */
export async function signIn(terminal: Terminal, client: Client, email: string, options: SignInOptions): Promise<Session> {
  const password = options.password ?? (await askSecret(terminal, `Password of ${email}: `, 'no password was given', '--password'));
  const answer = await client.signIn({ email, password });
  const session = 'secondFactorRequired' in answer ? await client.completeSignIn({ code: await codeOf(terminal, options) }) : answer;
  if (!session.passwordChangeRequired) return session;
  terminal.err('This is a one-time password: set your own now.\n');
  try {
    return await client.changePassword({ current: password, next: await newPassword(terminal, options) });
  } catch (error) {
    await client.signOut();
    throw error;
  }
}

/** A code of the second factor. */
export async function codeOf(terminal: Terminal, { code }: SignInOptions): Promise<string> {
  return code ?? (await askSecret(terminal, 'Code of your authenticator, or a recovery code: ', 'no code was given', '--code'));
}

/** A password to be, asked for twice. */
export async function newPassword(terminal: Terminal, options: SignInOptions): Promise<string> {
  if (options.newPassword !== undefined) return options.newPassword;
  const next = await askSecret(terminal, 'New password: ', 'no new password was given', '--new-password');
  if (next === (await askSecret(terminal, 'The same again: ', 'no new password was given', '--new-password'))) return next;
  throw new CliFailure(exitCodes.usage, 'the two are not the same. Nothing was changed.');
}

/** Asks for what nobody else should see. */
export async function askSecret(terminal: Terminal, question: string, missing: string, option: string): Promise<string> {
  const answer = await terminal.askHidden(question);
  if (answer !== undefined && answer !== '') return answer;
  throw new CliFailure(exitCodes.usage, `${missing}; use ${option} where nobody can type.`);
}
