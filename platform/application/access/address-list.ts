import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** Most addresses in one allow-list. */
const addressesMax = 50;

/** An address, or a range as in `192.0.2.0/24`. */
const range = z
  .string()
  .max(64)
  .refine((text) => parsed(text) !== undefined, 'an IP address, or a range such as 192.0.2.0/24');
export const addressListSchema = z.array(range).max(addressesMax);

/** True when the list is empty or holds the address; IPv4 addresses that came through IPv6 count as themselves. */
export function addressAllowed(ranges: readonly string[], address: string): boolean {
  if (ranges.length === 0) return true;
  const list = new BlockList();
  for (const text of ranges) {
    const each = parsed(text);
    if (each !== undefined) list.addSubnet(each.address, each.bits, each.family);
  }
  const plain = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return isIP(plain) !== 0 && list.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}

function parsed(text: string): { address: string; bits: number; family: 'ipv4' | 'ipv6' } | undefined {
  const [address = '', width, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return undefined;
  const most = version === 4 ? 32 : 128;
  const bits = width === undefined ? most : /^\d{1,3}$/.test(width) ? Number(width) : Number.NaN;
  return bits >= 0 && bits <= most ? { address, bits, family: version === 4 ? 'ipv4' : 'ipv6' } : undefined;
}
