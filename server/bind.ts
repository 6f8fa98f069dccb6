import { once } from 'node:events';
import { createServer } from 'node:net';

const loopbackAddress = '127.0.0.1';

/** All addresses of this machine: IPv6 and IPv4 by one socket, or IPv4 only where the system has no IPv6. */
export async function allAddresses(): Promise<string> {
  const server = createServer();
  try {
    server.listen(0, '::');
    await once(server, 'listening');
    return '::';
  } catch {
    return '0.0.0.0';
  } finally {
    server.close();
  }
}

/** Where we listen, what people on this machine type, and whether a wish for more was held back. */
export interface Listening {
  readonly bind: string;
  readonly shown: string;
  readonly heldBack: string | undefined;
}

/**
 * Loopback until the operator has set an administrator's password, whatever `wanted` says: before, the password that opens
 * everything has been printed on a screen. Afterwards `wanted`, or all addresses.
 */
export function chooseBind(wanted: string | undefined, open: boolean, everywhere: string): Listening {
  if (wanted !== undefined && isLoopback(wanted)) return { bind: wanted, shown: wanted, heldBack: undefined };
  if (!open) return { bind: loopbackAddress, shown: loopbackAddress, heldBack: wanted };
  const bind = wanted ?? everywhere;
  return { bind, shown: bind === '0.0.0.0' || bind === '::' ? loopbackAddress : bind, heldBack: undefined };
}

/** Whether only this machine reaches what is listened on there. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\./.test(address);
}
