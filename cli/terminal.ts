import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** All that the program touches of the world around it, so that tests can run it whole. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** True when a progress line may be redrawn in place on `err`. */
  readonly live: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configFolder: string;
  readonly hostname: string;
  /** Asks a question without showing the answer; undefined when nobody is there to answer. */
  askHidden(question: string): Promise<string | undefined>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** `$XDG_CONFIG_HOME/thalamus`, else `~/.config/thalamus`. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'thalamus');
}

/** Reads one line from the terminal without echo; undefined when standard input is no terminal. */
export async function askHidden(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(undefined));
      lines.once('SIGINT', () => lines.close());
    });
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
