import type { Command, Option } from 'commander';
import { exitCodeTexts } from './failure.ts';
import { createProgram } from './program.ts';
import { silentTerminal } from './terminal.ts';

const intro = `# Command line

<!-- Written by \`node cli/write-document.ts\`; a test fails when it is out of date. -->

\`npx thalamus\` in this folder; \`npm link\` puts \`thalamus\` into the PATH. \`thalamus <command> --help\` says everything about a command.

**Who and where.** \`thalamus login --email …\` keeps an API key of your own in a profile, a file for your eyes only under
\`$XDG_CONFIG_HOME/thalamus\` (\`~/.config/thalamus\`). \`--profile\` or \`THALAMUS_PROFILE\` takes another one, \`thalamus profile use\` changes the usual one.
\`THALAMUS_API_KEY\` with \`THALAMUS_URL\` (default \`http://127.0.0.1:8080\`) needs no profile: for programs. Whoever belongs to several tenants
says which with \`--tenant\` or \`THALAMUS_TENANT\`, or once with \`thalamus login --tenant\`.

**Output.** Tables for people; \`--json\` prints JSON for programs: one object, or one per line for lists. What went wrong is on standard error: a
block that says what happened, where, and what to do, or with \`--json\` one object with \`code\`, \`status\`, \`detail\`, \`places\` and \`exitCode\`.
Long work draws a progress line on standard error when that is a terminal.
`;

/** docs/cli.md: how the program is used, and every command with its own options. */
export function renderDocument(): string {
  const program = createProgram(silentTerminal);
  const rows = leaves(program).map(([path, command]) => {
    const options = command.options.filter((option) => !basics.has(option.long ?? '')).map(usageOf);
    const words = [path, ...command.registeredArguments.map((a) => (a.required ? `<${a.name()}>` : `[${a.name()}]`)), ...options];
    return `| \`${words.join(' ').replaceAll('|', '\\|')}\` | ${command.description().replaceAll('|', '\\|')} |`;
  });
  const codes = Object.entries(exitCodeTexts).map(([code, text]) => `| ${code} | ${text} |`);
  return [
    `${intro}`,
    ['| exit code | |', '|---|---|', ...codes, ''].join('\n'),
    ['## Commands', '', 'Every command takes `--json`, `--url`, `--profile` and `--tenant` as well.', ''].join('\n'),
    ['| command | |', '|---|---|', ...rows, ''].join('\n'),
  ].join('\n');
}

const basics = new Set(['--json', '--url', '--profile', '--tenant']);

/** Every command that does something, with its whole name. */
export function leaves(command: Command, path = ''): readonly (readonly [string, Command])[] {
  return command.commands.flatMap((child) => {
    if (isHidden(child)) return [];
    const name = path === '' ? child.name() : `${path} ${child.name()}`;
    return child.commands.length === 0 ? [[name, child] as const] : leaves(child, name);
  });
}

function isHidden(command: Command): boolean {
  return Reflect.get(command, '_hidden') === true;
}

function usageOf(option: Option): string {
  const flag = (option.long ?? option.short ?? '') + (/<.*>|\[.*\]/.exec(option.flags)?.[0].replace(/^/, ' ') ?? '');
  return option.mandatory ? flag : `[${flag}]`;
}
