/** Addresses and ranges as typed: one per line, or separated by commas or spaces. */
export function addressesOf(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((each) => each !== ''))];
}
