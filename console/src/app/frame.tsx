import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import type { Need } from '../access/may.ts';
import { sessionQuery } from '../api/queries.ts';
import { PageMissing, RootFailure, RootMissing } from '../shell/failures.tsx';

export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: RootMissing,
  errorComponent: RootFailure,
});

/** Everything behind the sign-in; sends those without a session, or with a one-time password, where they have to go first. */
export const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    const search = location.href === '/' ? {} : { next: location.href };
    if (session === null) throw redirect({ to: '/sign-in', search });
    if (session.passwordChangeRequired) throw redirect({ to: '/set-password', search });
  },
  component: lazyRouteComponent(() => import('../shell/shell.tsx'), 'Shell'),
  errorComponent: RootFailure,
  notFoundComponent: PageMissing,
});

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** What it takes to see the page. */
    readonly need?: Need;
    /** Also for somebody who belongs to no tenant. */
    readonly tenantless?: true;
  }
}
