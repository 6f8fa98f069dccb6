import { invariant } from '#core/invariant.ts';

const name = /^[A-Za-z0-9_-]+$/;

/** A name in SQL. Names were checked where they came in; a character that could end the quoting is a bug. */
export function quoteName(text: string): string {
  invariant(name.test(text), `“${text}” is not a name`);
  return `\`${text}\``;
}

/** A text in SQL. */
export function textLiteral(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&').replaceAll('\0', '\\0')}'`;
}

/** A time in SQL from whole microseconds since the epoch. */
export function timeLiteral(micros: number): string {
  invariant(Number.isSafeInteger(micros), `${micros} are not whole microseconds`);
  return `fromUnixTimestamp64Micro(${micros}, 'UTC')`;
}
