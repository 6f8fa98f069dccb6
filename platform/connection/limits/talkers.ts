/** Share of the traffic of a second whose senders are held, the greatest first, until what they sent makes it up. */
const talkerShare = 0.5;
/** Most that are held at a time; a crowd of many equals is slowed by refusing new ones. */
const talkersMax = 1_000;
/** Who sent less than this in a second, in messages, is no cause of overload. */
export const talkerLeastWeight = 10;

/** Those who sent most: the fewest of `seen` that make up half of `total`. */
export function pickTalkers<T extends { readonly weight: number }>(seen: readonly T[], total: number): readonly T[] {
  let missing = talkerShare * total;
  const picked: T[] = [];
  for (const talker of seen.toSorted((a, b) => b.weight - a.weight)) {
    if (missing <= 0 || picked.length >= talkersMax) break;
    picked.push(talker);
    missing -= talker.weight;
  }
  return picked;
}
