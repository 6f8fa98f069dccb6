/**
 * The tenant that this tab acts in, from `?tenant=` of its address: a link, a reload and a second tab each keep theirs. Undefined: the
 * person's own. It holds as long as the document does, so nothing read in one tenant can show up in another: switching loads a new one.
 */
export const chosenTenant: string | undefined = new URLSearchParams(location.search).get('tenant') ?? undefined;

/** The same address with this tab's tenant in it. */
export function inTenant(url: URL): URL {
  if (chosenTenant !== undefined) url.searchParams.set('tenant', chosenTenant);
  return url;
}

/** The address without it, as the pages know it. */
export function withoutTenant(url: URL): URL {
  url.searchParams.delete('tenant');
  return url;
}

/** A page in a tenant, the overview where left out; undefined: the person's own tenant. */
export function tenantHref(tenant: string | undefined, path = '/'): string {
  return tenant === undefined ? path : `${path}?tenant=${encodeURIComponent(tenant)}`;
}

/** A path of this console, with this tab's tenant in it: for where the router is not asked. */
export function pathInTenant(path: string): string {
  return inTenant(new URL(path, location.origin)).href.slice(location.origin.length);
}
