import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../api/queries.ts';
import { queryClient } from '../api/query-client.ts';
import { chosenTenant, inTenant, withoutTenant } from '../api/tenant.ts';
import { PageFailure, PageMissing } from '../shell/failures.tsx';
import { accessRoutes, invitation } from './access-routes.ts';
import { connectionRoutes } from './connection-routes.ts';
import { inside, root } from './frame.tsx';
import { operatorRoutes } from './operator-routes.ts';
import { personRoutes } from './person-routes.ts';
import { auditSearch, deviceSearch, devicesSearch, newDeviceSearch, signInSearch } from './search.ts';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('../pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password',
  validateSearch: signInSearch,
  beforeLoad: async ({ context }) => {
    if ((await context.queryClient.ensureQueryData(sessionQuery)) === null) throw redirect({ to: '/sign-in' });
  },
  component: lazyRouteComponent(() => import('../pages/sign-in/set-password-page.tsx'), 'SetPasswordPage'),
});

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const devices = createRoute({
  getParentRoute: () => inside,
  path: '/devices',
  staticData: { need: 'device.read' },
  validateSearch: devicesSearch,
  component: lazyRouteComponent(() => import('../pages/devices/devices-page.tsx'), 'DevicesPage'),
});

const newDevice = createRoute({
  getParentRoute: () => inside,
  path: '/devices/new',
  staticData: { need: 'device.write' },
  validateSearch: newDeviceSearch,
  component: lazyRouteComponent(() => import('../pages/add-device/add-device-page.tsx'), 'AddDevicePage'),
});

const device = createRoute({
  getParentRoute: () => inside,
  path: '/devices/$device',
  staticData: { need: 'device.read' },
  validateSearch: deviceSearch,
  component: lazyRouteComponent(() => import('../pages/device/device-page.tsx'), 'DevicePage'),
});

const products = createRoute({
  getParentRoute: () => inside,
  path: '/products',
  staticData: { need: 'product.read' },
  component: lazyRouteComponent(() => import('../pages/products/products-page.tsx'), 'ProductsPage'),
});

const newProduct = createRoute({
  getParentRoute: () => inside,
  path: '/products/new',
  staticData: { need: 'product.write' },
  component: lazyRouteComponent(() => import('../pages/products/new-product-page.tsx'), 'NewProductPage'),
});

const product = createRoute({
  getParentRoute: () => inside,
  path: '/products/$product',
  staticData: { need: 'product.read' },
  component: lazyRouteComponent(() => import('../pages/product/product-page.tsx'), 'ProductPage'),
});

const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  staticData: { need: 'audit.read' },
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('../pages/audit/audit-page.tsx'), 'AuditPage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setPassword,
    invitation,
    inside.addChildren([
      overview,
      devices,
      newDevice,
      device,
      products,
      newProduct,
      product,
      ...accessRoutes,
      ...connectionRoutes,
      audit,
      ...personRoutes,
      ...operatorRoutes,
    ]),
  ]),
  context: { queryClient },
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: PageMissing,
  scrollRestoration: true,
  ...(chosenTenant === undefined
    ? {}
    : { rewrite: { input: ({ url }: { url: URL }) => withoutTenant(url), output: ({ url }: { url: URL }) => inTenant(url) } }),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
