import { Fault } from '#core/errors.ts';

/** Lets few run at once and few wait; the rest is told at once that it is too much. */
export interface Gate {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Throws `OVERLOADED` when `running` work is under way and `waiting` more stands in line. */
export function createGate(running: number, waiting: number): Gate {
  const line: (() => void)[] = [];
  let active = 0;
  return { run };

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (active >= running) {
      if (line.length >= waiting) throw new Fault('OVERLOADED', 'Too many people are signing in at once; try again in a few seconds');
      await new Promise<void>((resolve) => line.push(resolve));
    } else active++;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so `active` stays as it is.
      const next = line.shift();
      if (next === undefined) active--;
      else next();
    }
  }
}
