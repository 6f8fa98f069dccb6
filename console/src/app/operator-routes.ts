import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside } from './frame.tsx';
import { operatorLimitsSearch, operatorsSearch, tenantSearch, tenantsSearch } from './search.ts';

const tenants = createRoute({
  getParentRoute: () => inside,
  path: '/operator/tenants',
  staticData: { need: 'operator' },
  validateSearch: tenantsSearch,
  component: lazyRouteComponent(() => import('../pages/operator/tenants-page.tsx'), 'TenantsPage'),
});

const tenant = createRoute({
  getParentRoute: () => inside,
  path: '/operator/tenants/$tenant',
  staticData: { need: 'operator' },
  validateSearch: tenantSearch,
  component: lazyRouteComponent(() => import('../pages/operator/tenant-page.tsx'), 'TenantPage'),
});

const operators = createRoute({
  getParentRoute: () => inside,
  path: '/operator/operators',
  staticData: { need: 'operator' },
  validateSearch: operatorsSearch,
  component: lazyRouteComponent(() => import('../pages/operator/operators-page.tsx'), 'OperatorsPage'),
});

const limits = createRoute({
  getParentRoute: () => inside,
  path: '/operator/limits',
  staticData: { need: 'operator' },
  validateSearch: operatorLimitsSearch,
  component: lazyRouteComponent(() => import('../pages/limits/operator-limits-page.tsx'), 'OperatorLimitsPage'),
});

/** Pages of those who run the platform. */
export const operatorRoutes = [tenants, tenant, operators, limits] as const;
