import { isIP } from 'node:net';
import { plainAddress } from '#core/address.ts';
import { blockListOf, listHas, readAddressRange } from '../../limits/address.ts';

/** Addresses and ranges such as `10.0.0.0/8`. */
export interface AddressRanges {
  has(address: string): boolean;
}

export function createAddressRanges(ranges: readonly string[]): AddressRanges {
  const list = blockListOf(ranges.map(readAddressRange).filter((range) => range !== undefined));
  return {
    has(address) {
      const plain = plainAddress(address);
      return isIP(plain) !== 0 && listHas(list, plain);
    },
  };
}
