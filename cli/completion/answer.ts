import { printable } from '../printable.ts';
import { createProgram } from '../program.ts';
import type { Terminal } from '../terminal.ts';
import { type Candidate, complete } from './complete.ts';
import { createNames } from './names.ts';
import { shellWords } from './shell-words.ts';

/** How a shell's script calls: with the words behind the program's name, or (Bash) with the line up to the cursor and what it splits words at. */
export type Question = 'words' | 'line';

/**
 * Answers a shell's script: a line `words` and then a line per candidate, word and meaning with a tab between, or the line `files`. Never
 * says anything else, whatever goes wrong.
 */
export async function answer(terminal: Terminal, question: Question, args: readonly string[]): Promise<void> {
  const [line = '', breaks = ''] = args;
  const words = question === 'words' ? args : shellWords(line).slice(1);
  // Bash replaces only what stands behind the last character at which it splits.
  const kept = question === 'words' ? 0 : keptLength(words.at(-1) ?? '', breaks);
  try {
    const found = await complete(createProgram(terminal), words, createNames(terminal));
    terminal.out(found === 'files' ? 'files\n' : `words\n${found.map((each) => candidateLine(each, kept)).join('')}`);
  } catch {
    terminal.out('words\n');
  }
}

function candidateLine({ word, text }: Candidate, kept: number): string {
  return `${printable(word.slice(kept))}${text ? `\t${printable(text)}` : ''}\n`;
}

function keptLength(word: string, breaks: string): number {
  return Math.max(...[':', '='].filter((each) => breaks.includes(each)).map((each) => word.lastIndexOf(each)), -1) + 1;
}
