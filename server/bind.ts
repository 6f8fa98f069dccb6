const loopbackAddress = '127.0.0.1';
const everywhere = '0.0.0.0';

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
export function chooseBind(wanted: string | undefined, open: boolean): Listening {
  if (wanted !== undefined && isLoopback(wanted)) return { bind: wanted, shown: wanted, heldBack: undefined };
  if (!open) return { bind: loopbackAddress, shown: loopbackAddress, heldBack: wanted };
  const bind = wanted ?? everywhere;
  return { bind, shown: bind === everywhere || bind === '::' ? loopbackAddress : bind, heldBack: undefined };
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127\./.test(address);
}
