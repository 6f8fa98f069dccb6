/** Where the devices' own topics are in a tenant's tree. */
const devices = 'devices';

/** Which part of a tenant's topics a topic is in; undefined for one that is nobody's, as all that begin with `$`. */
export type TopicPlace = { readonly kind: 'free' } | { readonly kind: 'device'; readonly device: string; readonly rest: string };

/** The part of the tree that a topic is in: `devices/{device}/…` is a device's, and what begins with neither `devices` nor `$` is free. */
export function placeOf(topic: string): TopicPlace | undefined {
  const first = levelEnd(topic, 0);
  if (topic.startsWith('$')) return undefined;
  if (first !== devices.length || !topic.startsWith(devices)) return { kind: 'free' };
  if (first === topic.length) return undefined;
  const second = levelEnd(topic, first + 1);
  if (second === topic.length || second === first + 1) return undefined;
  return { kind: 'device', device: topic.slice(first + 1, second), rest: topic.slice(second + 1) };
}

/** True for what the platform tells a tenant of itself, as a topic or a filter; nobody may publish there. */
export function isSystem(topic: string): boolean {
  return topic === '$SYS' || topic.startsWith('$SYS/');
}

/** What a filter may bring: something of the devices, of one of them only, or free topics. */
export interface FilterReach {
  readonly devices: boolean;
  /** The one device, where the filter names it. */
  readonly device: string | undefined;
  readonly free: boolean;
}

const nothing: FilterReach = { devices: false, device: undefined, free: false };

/** Which parts of the tree a filter, shared or not, reaches into. */
export function reachOfFilter(filter: string): FilterReach {
  const shared = /^\$share\/[^/]*\/(.*)$/s.exec(filter);
  const [first, second] = (shared?.[1] ?? filter).split('/', 3);
  if (first === undefined || first.startsWith('$')) return nothing;
  if (first === '#' || first === '+')
    return { devices: true, device: second === undefined || isWildcard(second) ? undefined : second, free: true };
  if (first !== devices) return { ...nothing, free: true };
  return second === undefined ? nothing : { devices: true, device: isWildcard(second) ? undefined : second, free: false };
}

function isWildcard(level: string): boolean {
  return level === '#' || level === '+';
}

function levelEnd(topic: string, start: number): number {
  const at = topic.indexOf('/', start);
  return at === -1 ? topic.length : at;
}
