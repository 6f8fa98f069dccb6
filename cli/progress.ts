import type { Terminal } from './terminal.ts';

/** How often a progress line is drawn again at most. */
const redrawMs = 100;

/** One line that says how far something is. */
export interface Progress extends Disposable {
  /** Replaces the line. */
  say(line: string): void;
}

/** A line on standard error that is redrawn in place and gone at the end; nothing at all where nobody watches. */
export function createProgress(terminal: Terminal, wanted = true): Progress {
  let drawnAt = Number.NEGATIVE_INFINITY;
  let drawn = false;
  return {
    say(line) {
      const now = performance.now();
      if (!wanted || !terminal.live || now - drawnAt < redrawMs) return;
      terminal.err(`${clearLine}${line}`);
      drawnAt = now;
      drawn = true;
    },
    [Symbol.dispose]() {
      if (drawn) terminal.err(clearLine);
      drawn = false;
    },
  };
}

const clearLine = '\r\x1b[2K';
