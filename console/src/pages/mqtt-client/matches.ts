/** Whether a topic fits a filter that was subscribed to; of a shared one, its part after the group. */
export function matches(filter: string, topic: string): boolean {
  const plain = filter.startsWith('$share/') ? filter.split('/').slice(2).join('/') : filter;
  const want = plain.split('/');
  const have = topic.split('/');
  if (topic.startsWith('$') && (want[0] === '#' || want[0] === '+')) return false;
  for (const [at, level] of want.entries()) {
    if (level === '#') return true;
    if (at >= have.length || (level !== '+' && level !== have[at])) return false;
  }
  return want.length === have.length;
}
