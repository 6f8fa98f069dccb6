import type { Argument, Command, Option } from 'commander';

/** A word that may stand at the cursor, with what it means. */
export interface Candidate {
  readonly word: string;
  readonly text?: string | undefined;
}

/** What may stand at the cursor: words, or names of files, which the shell knows best. */
export type Completion = readonly Candidate[] | 'files';

/** Options that were typed already, by their long names. */
export type Typed = ReadonlyMap<string, string>;

/** Names that begin with `prefix`, by what the placeholder of an option or argument is called: `device` in `<device>`. */
export type NameSource = (placeholder: string, prefix: string, typed: Typed) => Promise<readonly Candidate[]>;

/** What may stand in place of the last word. */
export async function complete(program: Command, words: readonly string[], names: NameSource): Promise<Completion> {
  const cursor = words.at(-1) ?? '';
  const { command, position, option, typed, literal } = scan(program, words.slice(0, -1));
  if (option !== undefined) return await valuesOf(option, cursor, typed, names);
  if (!literal && cursor.startsWith('-')) return await optionsAt(command, cursor, typed, names);
  if (position === 0 && command.commands.length > 0) return startingWith(cursor, commandsOf(command));
  const argument = command.registeredArguments[position] ?? command.registeredArguments.findLast(({ variadic }) => variadic);
  if (argument !== undefined) return await valuesOf(argument, cursor, typed, names);
  return cursor === '' && !literal ? optionWords(command, typed) : [];
}

interface Scanned {
  readonly command: Command;
  /** How many arguments the command has already. */
  readonly position: number;
  /** The option whose value stands at the cursor. */
  readonly option: Option | undefined;
  readonly typed: Typed;
  /** True behind `--`. */
  readonly literal: boolean;
}

function scan(program: Command, before: readonly string[]): Scanned {
  const typed = new Map<string, string>();
  let [command, position, literal] = [program, 0, false];
  let option: Option | undefined;
  for (const word of before) {
    if (option !== undefined) {
      typed.set(option.long ?? '', word);
      option = undefined;
    } else if (literal) position += 1;
    else if (word === '--') literal = true;
    else if (word.startsWith('-')) {
      const [flag = '', value] = splitAtEquals(word);
      const found = optionNamed(command, flag);
      if (found?.required && value === undefined) option = found;
      else typed.set(found?.long ?? flag, value ?? '');
    } else {
      const child = position === 0 ? command.commands.find((each) => each.name() === word) : undefined;
      if (child === undefined) position += 1;
      else command = child;
    }
  }
  return { command, position, option, typed, literal };
}

async function optionsAt(command: Command, cursor: string, typed: Typed, names: NameSource): Promise<Completion> {
  const [flag = '', value] = splitAtEquals(cursor);
  const option = optionNamed(command, flag);
  if (value === undefined || option === undefined) return startingWith(cursor, optionWords(command, typed));
  const values = await valuesOf(option, value, typed, names);
  return values === 'files' ? values : values.map(({ word, text }) => ({ word: `${flag}=${word}`, text }));
}

async function valuesOf(what: Option | Argument, cursor: string, typed: Typed, names: NameSource): Promise<Completion> {
  if (what.argChoices !== undefined) {
    return startingWith(
      cursor,
      what.argChoices.map((word) => ({ word })),
    );
  }
  const placeholder = 'flags' in what ? (/[<[]([\w-]+)(?=[>[\].])/.exec(what.flags)?.[1] ?? '') : what.name();
  if (placeholder === 'file') return 'files';
  return startingWith(cursor, await names(placeholder, cursor, typed));
}

function commandsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((child) => ({ word: child.name(), text: child.description() }));
}

/** Options that are not there yet; those that may be repeated are offered again. */
function optionWords(command: Command, typed: Typed): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long, description }) => long !== undefined && (description.includes('repeat for more') || !typed.has(long)))
    .map(({ long, description }) => ({ word: long ?? '', text: description }));
}

function optionNamed(command: Command, flag: string): Option | undefined {
  return command.options.find(({ short, long }) => short === flag || long === flag);
}

function splitAtEquals(word: string): readonly [flag: string, value?: string] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function startingWith(prefix: string, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(({ word }) => word.startsWith(prefix));
}
