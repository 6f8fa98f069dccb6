import { IconBox, IconCpu, IconHistory, IconKey, IconLayoutDashboard } from '@tabler/icons-react';

/** The pages of the navigation, the palette and the shortcuts; `key` is pressed after g. */
export const pages = [
  { to: '/', name: 'overview', key: 'o', Icon: IconLayoutDashboard, group: 'operate' },
  { to: '/devices', name: 'devices', key: 'd', Icon: IconCpu, group: 'operate' },
  { to: '/products', name: 'products', key: 'p', Icon: IconBox, group: 'operate' },
  { to: '/api-keys', name: 'apiKeys', key: 'k', Icon: IconKey, group: 'build' },
  { to: '/audit', name: 'audit', key: 'a', Icon: IconHistory, group: 'administer' },
] as const;

export const pageGroups = ['operate', 'build', 'administer'] as const;
