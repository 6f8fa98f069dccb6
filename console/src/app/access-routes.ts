import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { inside, root } from './frame.tsx';
import { apiKeySearch, createSearch, membersSearch, newRoleSearch, spacesSearch } from './search.ts';

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
  validateSearch: apiKeySearch,
  component: lazyRouteComponent(() => import('../pages/api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
});

const roles = createRoute({
  getParentRoute: () => inside,
  path: '/roles',
  staticData: { need: 'access.read' },
  component: lazyRouteComponent(() => import('../pages/roles/roles-page.tsx'), 'RolesPage'),
});

const newRole = createRoute({
  getParentRoute: () => inside,
  path: '/roles/new',
  staticData: { need: 'access.role' },
  validateSearch: newRoleSearch,
  component: lazyRouteComponent(() => import('../pages/role/new-role-page.tsx'), 'NewRolePage'),
});

const role = createRoute({
  getParentRoute: () => inside,
  path: '/roles/$role',
  staticData: { need: 'access.read' },
  component: lazyRouteComponent(() => import('../pages/role/role-page.tsx'), 'RolePage'),
});

const serviceAccounts = createRoute({
  getParentRoute: () => inside,
  path: '/service-accounts',
  staticData: { need: 'access.read' },
  validateSearch: createSearch,
  component: lazyRouteComponent(() => import('../pages/service-accounts/service-accounts-page.tsx'), 'ServiceAccountsPage'),
});

const members = createRoute({
  getParentRoute: () => inside,
  path: '/members',
  staticData: { need: 'access.read' },
  validateSearch: membersSearch,
  component: lazyRouteComponent(() => import('../pages/members/members-page.tsx'), 'MembersPage'),
});

const shares = createRoute({
  getParentRoute: () => inside,
  path: '/shares',
  staticData: { need: 'access.read' },
  validateSearch: createSearch,
  component: lazyRouteComponent(() => import('../pages/shares/shares-page.tsx'), 'SharesPage'),
});

const receivedShares = createRoute({
  getParentRoute: () => inside,
  path: '/shares/received',
  staticData: { need: 'access.read' },
  component: lazyRouteComponent(() => import('../pages/shares/shares-page.tsx'), 'ReceivedSharesPage'),
});

/** What the link of an invitation opens, for whoever has it. */
export const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../pages/invitation/invitation-page.tsx'), 'InvitationPage'),
});

/** Spaces, and who may do what: the pages where permissions are given. */
export const accessRoutes = [spaces, space, members, roles, newRole, role, shares, receivedShares, apiKeys, serviceAccounts] as const;
