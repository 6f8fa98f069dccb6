/** A 32-bit hash of two integers: the source of everything random here, so that a value depends on its place and not on what was asked before. */
function hash(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b ^ (b >>> 16) ^ 0xc2b2ae35, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Evenly spread in 0…1 (1 excluded). */
export function uniform(a: number, b: number): number {
  return hash(a, b) / 0x1_0000_0000;
}

/** Normally distributed with mean 0 and deviation 1, within ±3.5: the sum of four evenly spread values. */
export function normal(a: number, b: number): number {
  const sum = uniform(a, b) + uniform(a + 0x51ed, b) + uniform(a + 0xa3d9, b) + uniform(a + 0xf5c7, b);
  return (sum - 2) * Math.sqrt(3);
}
