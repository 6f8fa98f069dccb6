export type Labels = Readonly<Record<string, string>>;

/** What a label's key looks like; longest 63 characters. */
export const labelKeyPattern = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;
/** Longest value of a label, in characters. */
export const labelValueCharsMax = 256;
/** Labels that one device may carry. */
export const labelsPerDeviceMax = 50;

/** The condition, in the filter language, that things with this label meet. */
export function labelCondition(key: string, value: string): string {
  return `labels.${key} == '${value.replaceAll(/[\\'\p{Cc}]/gu, escaped)}'`;
}

/** A condition narrowed by another one. */
export function narrowed(filter: string | undefined, condition: string): string {
  if (filter === undefined || filter === '' || filter === condition) return condition;
  if (filter.split(' && ').includes(condition)) return filter;
  return filter.includes('||') ? `(${filter}) && ${condition}` : `${filter} && ${condition}`;
}

function escaped(char: string): string {
  if (char === '\\' || char === "'") return `\\${char}`;
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
