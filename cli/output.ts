import type { Basics } from './basics.ts';
import { columnsOf, printable } from './printable.ts';
import type { Terminal } from './terminal.ts';

/** What a cell of a table may hold; nothing is shown as '–'. */
export type Cell = string | number | boolean | null | undefined;

/** A list: one JSON object per line, or a table with a row per thing. */
export function printList<T>(
  terminal: Terminal,
  { json }: Basics,
  items: readonly T[],
  head: readonly string[],
  row: (item: T) => readonly Cell[],
): void {
  if (json) for (const item of items) printJson(terminal, item);
  else printTable(terminal, head, items.map(row));
}

/** One thing: as JSON, else a line per field. */
export function printOne(terminal: Terminal, { json }: Basics, what: string, thing: object): void {
  if (json) printJson(terminal, thing);
  else {
    printTable(
      terminal,
      [what, 'value'],
      Object.entries(thing).map(([field, value]) => [field, cellOf(value)]),
    );
  }
}

/** What was done: as JSON, else a sentence. */
export function printDone(terminal: Terminal, { json }: Basics, result: object, sentence: string): void {
  if (json) printJson(terminal, result);
  else terminal.out(`${printable(sentence)}\n`);
}

/** A table for people: a head and a row per thing, as wide as it has to be. */
export function printTable(terminal: Terminal, head: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const cells = rows.map((row) => row.map((cell) => (cell === null || cell === undefined ? '–' : printable(String(cell)))));
  const widths = head.map((title, column) => cells.reduce((most, row) => Math.max(most, columnsOf(row[column] ?? '')), title.length));
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - columnsOf(cell));
        return numeric[column] ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  terminal.out(`${[head.map((title) => title.toUpperCase()), ...cells].map(line).join('\n')}\n`);
}

/** One JSON value on one line, for machines. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out(`${JSON.stringify(value)}\n`);
}

/** One CSV line; quotes where RFC 4180 asks for them. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map((cell) => csvCell(cell === null ? '' : String(cell))).join(',')}\r\n`;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return value;
  return JSON.stringify(value);
}
