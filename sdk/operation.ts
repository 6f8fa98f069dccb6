import { type Operations, operations } from './operations.generated.ts';
import type { ChangeOptions, Request, Transport } from './transport.ts';

/** A row of the table of operations: what it takes after what its path names, and how it may be repeated. */
interface Operation {
  readonly method: Request['method'];
  readonly path: string;
  /** `keyed`: a POST whose Idempotency-Key makes a repetition answer what the first one answered. */
  readonly repeat: Request['repeat'] | 'keyed';
  readonly body?: true;
  readonly query?: true;
}

/** The methods of all operations. */
export function bindOperations(transport: Transport): Operations {
  const bound = Object.entries(operations).map(([id, operation]) => [id, bind(operation, transport)]);
  return Object.fromEntries(bound) as Operations;
}

function bind({ method, path, repeat, ...takes }: Operation, transport: Transport) {
  const pieces = path.split(/\{\w+\}/);
  return (...given: readonly unknown[]): Promise<unknown> => {
    const rest = given.slice(pieces.length - 1);
    const filled = pieces.reduce((before, piece, at) => before + encodeURIComponent(String(given[at - 1])) + piece);
    const body = takes.body === true ? rest.shift() : undefined;
    const query = takes.query === true ? rest.shift() : undefined;
    const { signal, ifMatch } = (rest.shift() ?? {}) as ChangeOptions;
    return transport.send({
      method,
      path: filled,
      body,
      query: query as object | undefined,
      signal,
      // What was changed once no longer matches.
      repeat: repeat === 'keyed' || (repeat === 'always' && ifMatch === undefined) ? 'always' : repeat === 'never' ? 'never' : 'refused',
      headers: {
        ...(repeat === 'keyed' ? { 'idempotency-key': randomKey() } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      },
    });
  };
}

// `crypto.randomUUID` is missing on pages served over plain HTTP from another machine; `getRandomValues` is not.
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
