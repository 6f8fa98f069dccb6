/** Most levels of a topic or filter. */
export const topicLevelsMax = 128;

/** True when `topic` has at most `topicLevelsMax` levels. */
export function withinLevels(topic: string): boolean {
  let levels = 1;
  for (let at = topic.indexOf('/'); at !== -1; at = topic.indexOf('/', at + 1)) levels++;
  return levels <= topicLevelsMax;
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
