const mappedPrefix = '::ffff:';

/** An IPv4 address as such: `::ffff:10.0.0.1` is how a socket for both families shows 10.0.0.1. */
export function plainAddress(address: string): string {
  return address.startsWith(mappedPrefix) && address.includes('.') ? address.slice(mappedPrefix.length) : address;
}
