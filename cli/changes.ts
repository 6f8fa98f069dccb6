import { type Command, InvalidArgumentError } from 'commander';
import { CliFailure, exitCodes } from './failure.ts';

/** The fields that were given; a usage error when none was. */
export function changesOf<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  if (given.length === 0) throw new CliFailure(exitCodes.usage, 'say what to change (add --help for the options).');
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}

export interface LabelOptions {
  readonly label?: string;
  readonly clearLabel?: boolean;
}

/** The options that change how something is shown to people. */
export function withLabelChange(command: Command): Command {
  return command.option('--label <text>', 'name shown to people').option('--clear-label', 'take the label away');
}

/** The new label; null takes it away, undefined leaves it. */
export function labelOf({ label, clearLabel }: LabelOptions): string | null | undefined {
  return clearLabel ? null : label;
}

/** Reads one more `key=value`. */
export function collectPair(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at <= 0) throw new InvalidArgumentError('expected key=value, e.g. site=north');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

/** Reads one more text, or several with commas between. */
export function collectTexts(text: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  ];
}
