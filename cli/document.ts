import type { Command, Option } from 'commander';
import { kinds } from './apply/kinds.ts';
import { exitCodeTexts } from './failure.ts';
import { createProgram } from './program.ts';
import { silentTerminal } from './terminal.ts';

const intro = `# Command line

<!-- Written by \`node cli/write-document.ts\`; a test fails when it is out of date. -->

\`npx thalamus\` in this folder; \`npm link\` puts \`thalamus\` into the PATH. \`thalamus <command> --help\` says everything about a command.

**Who and where.** \`thalamus login --email …\` keeps your session in a profile, a file for your eyes only under
\`$XDG_CONFIG_HOME/thalamus\` (\`~/.config/thalamus\`); it ends after seven days without use. \`--profile\` or \`THALAMUS_PROFILE\` takes another one,
\`thalamus profile use\` changes the usual one. Programs need no profile: they set \`THALAMUS_API_KEY\` and \`THALAMUS_URL\` (default
\`http://127.0.0.1:8080\`). Whoever belongs to several tenants says which with \`--tenant\` or \`THALAMUS_TENANT\`, or once with
\`thalamus login --tenant\`.

**Roles** are given in scopes: \`--role viewer@space:plant-1\`, \`--role operator\` (everywhere), \`--role "viewer@labels:labels.site == 'north'"\`,
\`--deny operator@device:pump-7\`. See [access.md](access.md).

**Output.** Tables for people; \`--json\` prints JSON for programs: one object, or one per line for lists. What went wrong is on standard error: a
block that says what happened, where, and what to do, or with \`--json\` one object with \`code\`, \`status\`, \`detail\`, \`places\` and \`exitCode\`.
Long work draws a progress line on standard error when that is a terminal.

**Completion** of commands, options, values and names for Bash, Zsh and Fish: \`thalamus completion <shell>\`; the script says where it goes.
`;

const files = `## The platform as files

\`\`\`sh
thalamus export -o plant.yaml         # what there is, as sorted YAML, always the same bytes for the same things
thalamus apply -f plant.yaml --plan   # what would change, field by field
thalamus apply -f plant.yaml          # shows the plan, asks, does it; a second time there is nothing to do
\`\`\`

\`\`\`yaml
kind: product
name: pump
label: Pump
mode: open
properties:
  - id: temperature
    type: double
    unit: °C
\`\`\`

A file says the whole truth about a thing: a field that is left out is empty or has its default; a thing that is left out stays, unless
\`--prune\` removes it. \`-f\` takes files, folders and \`-\`, several times. What the platform can't do (a property is never removed, for its data
stays) is shown in the plan as refused, and then nothing is done. The first failure ends it and says what was done before. Somebody else's
change between plan and apply is a conflict. Kinds: KINDS.
`;

/** docs/cli.md: how the program is used, and every command with its own options. */
export function renderDocument(): string {
  const program = createProgram(silentTerminal);
  const rows = leaves(program).map(([path, command]) => {
    const options = command.options.filter((option) => !basics.has(option.long ?? '')).map(usageOf);
    const words = [
      path,
      ...command.registeredArguments.map((a) => (a.required ? `<${a.name()}>` : `[${a.name()}${a.variadic ? '...' : ''}]`)),
      ...options,
    ];
    return `| \`${words.join(' ').replaceAll('|', '\\|')}\` | ${command.description().replaceAll('|', '\\|')} |`;
  });
  const codes = Object.entries(exitCodeTexts).map(([code, text]) => `| ${code} | ${text} |`);
  return [
    `${intro}`,
    ['| exit code | |', '|---|---|', ...codes, ''].join('\n'),
    files.replace('KINDS', kinds.map(({ name }) => `\`${name}\``).join(', ')),
    ['## Commands', '', 'Every command but `completion` takes `--json`, `--url`, `--profile` and `--tenant` as well.', ''].join('\n'),
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
