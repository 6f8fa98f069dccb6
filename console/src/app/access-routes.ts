import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './frame.tsx';
import { createSearch, spacesSearch } from './search.ts';

const spaces = createRoute({
  getParentRoute: () => inside,
  path: '/spaces',
  staticData: { need: 'space.read' },
  validateSearch: spacesSearch,
  component: lazyRouteComponent(() => import('../pages/spaces/spaces-page.tsx'), 'SpacesPage'),
});

const space = createRoute({
  getParentRoute: () => inside,
  path: '/spaces/$space',
  staticData: { need: 'space.read' },
  component: lazyRouteComponent(() => import('../pages/space/space-page.tsx'), 'SpacePage'),
});

const apiKeys = createRoute({
  getParentRoute: () => inside,
  path: '/api-keys',
  staticData: { need: 'access.key' },
  validateSearch: createSearch,
  component: lazyRouteComponent(() => import('../pages/api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
});

/** Spaces, and who may do what: the pages where permissions are given. */
export const accessRoutes = [spaces, space, apiKeys] as const;
