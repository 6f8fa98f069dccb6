import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './frame.tsx';
import { accountSearch } from './search.ts';

const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  staticData: { tenantless: true },
  validateSearch: accountSearch,
  component: lazyRouteComponent(() => import('../pages/account/account-page.tsx'), 'AccountPage'),
});

/** Pages about whoever is signed in. */
export const personRoutes = [account] as const;
