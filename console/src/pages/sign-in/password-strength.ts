/** Below this the answer is always "too short"; the API has the last word. */
const lengthMin = 8;
/** Bits from which a password counts as weak, fair, good, strong. */
const bitSteps = [0, 45, 60, 80];

/** 0 (too short) to 4 (strong): a guess from length, kinds of characters and repetition, for a hint only. */
export function passwordStrength(password: string): number {
  const characters = [...password];
  if (characters.length < lengthMin) return 0;
  let alphabet = 0;
  if (/[a-z]/.test(password)) alphabet += 26;
  if (/[A-Z]/.test(password)) alphabet += 26;
  if (/\d/.test(password)) alphabet += 10;
  if (/[^A-Za-z0-9]/.test(password)) alphabet += 33;
  const telling = characters.filter((each, index) => each !== characters[index - 1] && !follows(characters[index - 1], each)).length;
  const bits = (telling + new Set(characters).size) * 0.5 * Math.log2(Math.max(alphabet, 2));
  return bitSteps.filter((step) => bits >= step).length;
}

/** "ab", "12": the next in a run says almost nothing new. */
function follows(before: string | undefined, each: string): boolean {
  return before !== undefined && each.charCodeAt(0) - before.charCodeAt(0) === 1;
}
