import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

/** All that the program touches of the world around it, so that tests can run it whole. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when a progress line may be redrawn in place on `err`. */
  readonly live: boolean;
  /** True when `out` goes to a file or a program, so that nothing else on the screen disturbs it. */
  readonly piped: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configFolder: string;
  readonly hostname: string;
  /** Asks a question without showing the answer; undefined when nobody is there to answer. */
  askHidden(question: string): Promise<string | undefined>;
  /** Asks a question; undefined when nobody is there to answer. */
  ask(question: string): Promise<string | undefined>;
  /** Standard input, for commands that read a file from there. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** A terminal that nobody sits at: for looking at the commands without running one. */
export const silentTerminal: Terminal = {
  out: () => undefined,
  err: () => undefined,
  live: false,
  piped: true,
  env: {},
  configFolder: '',
  hostname: '',
  askHidden: () => Promise.resolve(undefined),
  ask: () => Promise.resolve(undefined),
  input: (async function* () {})(),
  signal: new AbortController().signal,
};

/** `$XDG_CONFIG_HOME/thalamus`, else `~/.config/thalamus`. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'thalamus');
}

/** Reads one line from the terminal without echo; undefined when standard input is no terminal. */
export async function askHidden(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const answer = await readLine(createInterface({ input: process.stdin, output: silent, terminal: true }));
  process.stderr.write('\n');
  return answer;
}

/** Reads one line from the terminal; undefined when standard input is no terminal. */
export async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  return await readLine(createInterface({ input: process.stdin, output: process.stderr, terminal: true }));
}

async function readLine(lines: Interface): Promise<string | undefined> {
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
      lines.once('SIGINT', () => lines.close());
    });
  } finally {
    lines.close();
  }
}
