import { Fault } from '#core/errors.ts';

const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
// 57P01–57P03: shutting down, crashed, starting up; 53300: too many connections; 25006: a replica took over; class 08: connection.
const sqlStates = new Set(['57P01', '57P02', '57P03', '53300', '25006']);
const messages =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Client was closed)/;

/** Turns an error of `pg` into the fault a caller may meet: `ENGINE_DOWN` when the server is away, `QUERY_TIMEOUT` when it was too slow; else itself. */
export function engineFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Fault) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (systemCodes.has(code) || sqlStates.has(code) || code.startsWith('08') || messages.test(error.message)) {
    return new Fault('ENGINE_DOWN', 'The registry is not reachable at the moment; try again in a few seconds', { cause: error });
  }
  if (code === '57014') return new Fault('QUERY_TIMEOUT', 'The registry took too long to answer', { cause: error });
  return error;
}
