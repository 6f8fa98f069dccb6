import type { Route } from '#core/route.ts';

const apiPrefix = '/api/v1';

/** Where a route is reached: under `/api/v1` unless it names its own world (`/device/v1/…`, for devices). */
export function routePath(route: Route): string {
  return /^\/(api|device)\/v\d+\//.test(route.path) ? route.path : apiPrefix + route.path;
}

/** The same in the router's own notation. */
export function routerPath(route: Route): string {
  return routePath(route).replaceAll(/\{([A-Za-z]+)\}/g, ':$1');
}
