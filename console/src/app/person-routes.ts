import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './frame.tsx';
import { accountSearch, limitsSearch, settingsSearch, usageSearch } from './search.ts';

const account = createRoute({
  getParentRoute: () => inside,
  path: '/account',
  staticData: { tenantless: true },
  validateSearch: accountSearch,
  component: lazyRouteComponent(() => import('../pages/account/account-page.tsx'), 'AccountPage'),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings',
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import('../pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const usage = createRoute({
  getParentRoute: () => inside,
  path: '/usage',
  staticData: { need: 'usage.read' },
  validateSearch: usageSearch,
  component: lazyRouteComponent(() => import('../pages/usage/usage-page.tsx'), 'UsagePage'),
});

const limits = createRoute({
  getParentRoute: () => inside,
  path: '/limits',
  staticData: { need: 'connection.ban' },
  validateSearch: limitsSearch,
  component: lazyRouteComponent(() => import('../pages/limits/limits-page.tsx'), 'LimitsPage'),
});

/** Pages about whoever is signed in, and about their tenant. */
export const personRoutes = [account, usage, limits, settings] as const;
