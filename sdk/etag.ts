const tags = new WeakMap<object, string>();

/** The ETag that a result came with, to be sent as `ifMatch`; undefined for copies of it and for what has none. */
export function etagOf(result: object): string | undefined {
  return tags.get(result);
}

/** The result itself, which from now on has its ETag. */
export function keepEtag<T>(result: T, etag: string | null): T {
  if (etag !== null && typeof result === 'object' && result !== null) tags.set(result, etag);
  return result;
}
