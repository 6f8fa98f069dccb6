/** True when `topic` has at most `most` levels. */
export function withinLevels(topic: string, most: number): boolean {
  let levels = 1;
  for (let at = topic.indexOf('/'); at !== -1; at = topic.indexOf('/', at + 1)) levels++;
  return levels <= most;
}

/** The parts of `$share/{group}/{filter}`; undefined for any other filter. */
export function parseShare(filter: string): { readonly group: string; readonly filter: string } | undefined {
  if (!filter.startsWith('$share/')) return undefined;
  const end = filter.indexOf('/', '$share/'.length);
  return { group: filter.slice('$share/'.length, end), filter: filter.slice(end + 1) };
}

/** Whether a topic matches a filter (§4.7): `+` one level, `#` the rest and its parent; neither matches a leading `$`. */
export function topicMatches(filter: string, topic: string): boolean {
  if (topic.startsWith('$') && !filter.startsWith('$')) return false;
  const want = filter.split('/');
  const have = topic.split('/');
  for (const [i, level] of want.entries()) {
    if (level === '#') return true;
    if (i >= have.length) return false;
    if (level !== '+' && level !== have[i]) return false;
  }
  return want.length === have.length;
}
