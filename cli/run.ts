import { CommanderError } from 'commander';
import { answer, type Question } from './completion/answer.ts';
import { CliFailure, type ExitCode, exitCodeOf, exitCodes } from './failure.ts';
import { describe, problemOf, usageProblem } from './failure-text.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** What the scripts of `thalamus completion` ask. */
const questions: Readonly<Record<string, Question>> = { '__complete-words': 'words', '__complete-line': 'line' };

/** Runs one command line to its end and returns the exit code; never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const question = questions[args[0] ?? ''];
  if (question !== undefined) {
    await answer(terminal, question, args.slice(1));
    return exitCodes.ok;
  }
  const json = args.includes('--json');
  const sayProblem = (problem: object): void => terminal.err(`${JSON.stringify(problem)}\n`);
  try {
    await createProgram(terminal, json ? () => undefined : terminal.err).parseAsync(args, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has said to people what was wrong already; help and version end with 0.
      if (error.exitCode === 0) return exitCodes.ok;
      if (json) sayProblem(usageProblem(error.message));
      return exitCodes.usage;
    }
    if (terminal.signal.aborted && !(error instanceof CliFailure)) return exitCodes.interrupted;
    if (json) sayProblem(problemOf(error));
    else terminal.err(describe(error));
    return exitCodeOf(error);
  }
}
