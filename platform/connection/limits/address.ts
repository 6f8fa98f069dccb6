import { BlockList, isIP } from 'node:net';

/**
 * Who is counted as one at an address: the address itself, but of IPv6 the network of 64 bits, as one machine can have all addresses in it.
 */
export function addressKey(address: string): string {
  if (!address.includes(':')) return address;
  const groups = wholeGroups(address);
  return groups === undefined ? address : `${groups.slice(0, 4).join(':')}::/64`;
}

/** A range of addresses in its one way of writing; undefined when the text is none. A single address is a range too. */
export interface AddressRange {
  readonly text: string;
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** Reads `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. */
export function readAddressRange(text: string): AddressRange | undefined {
  const [address = '', bits, ...more] = text.trim().split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || address.includes('%')) return undefined;
  const most = version === 4 ? 32 : 128;
  if (bits !== undefined && !/^\d{1,3}$/.test(bits)) return undefined;
  const prefix = bits === undefined ? most : Number(bits);
  if (prefix > most) return undefined;
  const network = version === 4 ? networkOf4(address, prefix) : networkOf6(address, prefix);
  if (network === undefined) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  return { text: prefix === most ? network : `${network}/${prefix}`, address: network, prefix, family };
}

/** A list that tells in one call whether an address is in any of the ranges. */
export function blockListOf(ranges: Iterable<AddressRange>): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of ranges) list.addSubnet(address, prefix, family);
  return list;
}

export function listHas(list: BlockList, address: string): boolean {
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

function networkOf4(address: string, prefix: number): string {
  const value = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - prefix);
  const network = Math.floor(value / size) * size;
  return [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join('.');
}

function networkOf6(address: string, prefix: number): string | undefined {
  const groups = wholeGroups(address);
  if (groups === undefined) return undefined;
  const kept = groups.map((group, index) => {
    const bits = Math.max(0, Math.min(16, prefix - index * 16));
    return ((Number.parseInt(group, 16) >> (16 - bits)) << (16 - bits)).toString(16);
  });
  // As WHATWG URLs write an IPv6 address: the shortest form.
  return new URL(`http://[${kept.join(':')}]`).hostname.slice(1, -1);
}

/** The eight groups of an IPv6 address, without leading zeros; undefined when it is none. */
function wholeGroups(address: string): readonly string[] | undefined {
  const plain = address.split('%', 1)[0] as string;
  if (isIP(plain) !== 6) return undefined;
  const short = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  return [...left, ...new Array<string>(8 - left.length - right.length).fill('0'), ...right];
}
