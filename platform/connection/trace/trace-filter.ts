/** True for a topic filter (§4.7.1): `#` only last, and wildcards as whole levels. */
export function isFilter(filter: string): boolean {
  const levels = filter.split('/');
  return levels.every((level, at) => {
    if (level.includes('#')) return level === '#' && at === levels.length - 1;
    return level === '+' || !level.includes('+');
  });
}
