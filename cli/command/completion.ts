import { Argument, type Command } from 'commander';
import { type Shell, scripts, shells } from '../completion/scripts.ts';
import type { Terminal } from '../terminal.ts';

/** `completion bash | zsh | fish`. */
export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('a script that makes a shell complete commands, options and names; its first lines say where to put it')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: Shell) => terminal.out(scripts[shell]));
}
