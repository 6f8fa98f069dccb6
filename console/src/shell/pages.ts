import {
  IconAdjustments,
  IconBan,
  IconBox,
  IconBuildingCommunity,
  IconCpu,
  IconGauge,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconListSearch,
  IconMessages,
  IconPlugConnected,
  IconPlus,
  IconRobot,
  IconSettings,
  IconShare,
  IconShieldCheck,
  IconSitemap,
  IconUserShield,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { type Need, useMay } from '../access/may.ts';
import type { Messages } from '../i18n/en/index.ts';

interface Listed {
  /** What it takes to see it; shown to everybody where left out. */
  readonly need?: Need;
  readonly name: keyof Messages['shell'];
  readonly Icon: ComponentType<{ size?: number; stroke?: number; 'aria-hidden'?: boolean }>;
}

interface PageEntry extends Listed {
  readonly to: string;
  /** Pressed after g. */
  readonly key: string;
  readonly group: (typeof pageGroups)[number];
}

export const pageGroups = ['operate', 'build', 'administer', 'platform'] as const;

/** The pages of the navigation, the palette and the shortcuts. */
const pages = [
  { to: '/', name: 'overview', key: 'o', Icon: IconLayoutDashboard, group: 'operate' },
  { to: '/devices', name: 'devices', key: 'd', Icon: IconCpu, group: 'operate', need: 'device.read' },
  { to: '/products', name: 'products', key: 'p', Icon: IconBox, group: 'operate', need: 'product.read' },
  { to: '/spaces', name: 'spaces', key: 's', Icon: IconSitemap, group: 'operate', need: 'space.read' },
  { to: '/connections', name: 'connections', key: 'c', Icon: IconPlugConnected, group: 'operate', need: 'connection.read' },
  { to: '/traces', name: 'traces', key: 'x', Icon: IconListSearch, group: 'operate', need: 'connection.trace' },
  { to: '/api-keys', name: 'apiKeys', key: 'k', Icon: IconKey, group: 'build', need: 'access.key' },
  { to: '/service-accounts', name: 'serviceAccounts', key: 'v', Icon: IconRobot, group: 'build', need: 'access.read' },
  { to: '/mqtt-client', name: 'mqttClient', key: 'q', Icon: IconMessages, group: 'build' },
  { to: '/members', name: 'members', key: 'm', Icon: IconUsers, group: 'administer', need: 'access.read' },
  { to: '/roles', name: 'roles', key: 'r', Icon: IconShieldCheck, group: 'administer', need: 'access.read' },
  { to: '/shares', name: 'shares', key: 'h', Icon: IconShare, group: 'administer', need: 'access.read' },
  { to: '/audit', name: 'audit', key: 'a', Icon: IconHistory, group: 'administer', need: 'audit.read' },
  { to: '/usage', name: 'usage', key: 'u', Icon: IconGauge, group: 'administer', need: 'usage.read' },
  { to: '/limits', name: 'limits', key: 'b', Icon: IconBan, group: 'administer', need: 'connection.ban' },
  { to: '/settings', name: 'settings', key: 'e', Icon: IconSettings, group: 'administer', need: 'tenant.write' },
  { to: '/operator/tenants', name: 'tenants', key: 't', Icon: IconBuildingCommunity, group: 'platform', need: 'operator' },
  { to: '/operator/operators', name: 'operators', key: 'w', Icon: IconUserShield, group: 'platform', need: 'operator' },
  { to: '/operator/limits', name: 'platformLimits', key: 'l', Icon: IconAdjustments, group: 'platform', need: 'operator' },
] as const satisfies readonly PageEntry[];

/** What the palette can begin, besides showing pages. */
const creations = [
  { to: '/devices/new', name: 'newDevice', Icon: IconPlus, need: 'device.write' },
  { to: '/spaces', search: { create: true }, name: 'newSpace', Icon: IconPlus, need: 'space.write' },
  { to: '/members', search: { create: true }, name: 'invite', Icon: IconPlus, need: 'access.member' },
  { to: '/roles/new', name: 'newRole', Icon: IconPlus, need: 'access.role' },
  { to: '/api-keys', search: { create: true }, name: 'newKey', Icon: IconPlus, need: 'access.key' },
  { to: '/shares', search: { create: true }, name: 'newShare', Icon: IconPlus, need: 'access.share' },
] as const satisfies readonly (Listed & {
  readonly to: string;
  readonly search?: object;
})[];

function allowed<T extends { readonly need?: Need }>(entries: readonly T[], may: (need: Need) => boolean): readonly T[] {
  return entries.filter(({ need }) => need === undefined || may(need));
}

/** The pages that the signed-in person may see. */
export function usePages() {
  return allowed<(typeof pages)[number] & { readonly need?: Need }>(pages, useMay());
}

/** What they may begin. */
export function useCreations() {
  return allowed(creations, useMay());
}
