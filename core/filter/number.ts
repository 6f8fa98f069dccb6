/** Numbers beyond this magnitude are null, so that no engine overflows on the way: a product or quotient of two stays a double. */
export const numberMagnitudeMax = 1e150;
/** Numbers below this magnitude are 0, so that no engine underflows on the way. */
export const numberMagnitudeMin = 1e-150;

/** True for 0 and the magnitudes that a filter calculates with. */
export function isInRange(value: number): boolean {
  return value === 0 || (Math.abs(value) >= numberMagnitudeMin && Math.abs(value) <= numberMagnitudeMax);
}

/** What `left op right` gives: null for a division by zero and beyond the range. `%` is what truncated division leaves. */
export function calculate(op: '+' | '-' | '*' | '/' | '%', left: number, right: number): number | null {
  if ((op === '/' || op === '%') && right === 0) return null;
  const result = results[op](left, right);
  if (Math.abs(result) > numberMagnitudeMax) return null;
  return Math.abs(result) < numberMagnitudeMin ? 0 : result;
}

const results = {
  '+': (left: number, right: number) => left + right,
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
  '/': (left: number, right: number) => left / right,
  // Not the language's own: PostgreSQL has none for doubles, and both must agree to the last bit.
  '%': (left: number, right: number) => left - right * Math.trunc(left / right),
};
