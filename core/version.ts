import { Fault } from './errors.ts';

/** The versions of a thing that a caller takes for granted (If-Match); undefined: whichever it has. */
export type Expected = readonly string[] | undefined;

/** Throws `PRECONDITION_FAILED` unless the thing is at an expected version; to be asked where no other change can come in between. */
export function needVersion(expected: Expected, actual: string | number, name: string): void {
  if (expected === undefined || expected.includes(String(actual))) return;
  throw new Fault('PRECONDITION_FAILED', `${name} was changed in the meantime; read it again and repeat the change`, {
    places: [{ field: 'if-match', expected: `the ETag that ${name} has now` }],
  });
}
