import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useMay } from '../../access/may.ts';
import { MissingPermission } from '../../access/missing-permission.tsx';
import { settingsTabs } from '../../app/search.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { GeneralTab } from './general-tab.tsx';
import { SsoTab } from './sso-tab.tsx';
import './settings.css';

const route = getRouteApi('/inside/settings');
const AuthoritiesTab = lazy(() => import('./authorities-tab.tsx').then((module) => ({ default: module.AuthoritiesTab })));
const IssuersTab = lazy(() => import('./issuers-tab.tsx').then((module) => ({ default: module.IssuersTab })));
const needs = { general: 'tenant.write', sso: 'access.sso', authorities: 'access.trust', issuers: 'access.trust' } as const;
const panels = { general: GeneralTab, sso: SsoTab, authorities: AuthoritiesTab, issuers: IssuersTab };

/** What holds for the tenant as a whole. */
export function SettingsPage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const { tab = 'general' } = route.useSearch();
  const navigate = route.useNavigate();
  const shown = settingsTabs.filter((each) => each === tab || may(needs[each]));
  const Panel = panels[tab];
  return (
    <Page title={m.shell.settings}>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const chosen = settingsTabs.find((each) => each === value) ?? 'general';
          void navigate({ search: chosen === 'general' ? {} : { tab: chosen } });
        }}
      >
        <Tabs.List className="settings-tabs">
          {shown.map((each) => (
            <Tabs.Tab key={each} value={each} data-testid={`settings-${each}`}>
              {m.settings.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Suspense fallback={<SkeletonRows />}>
          {shown.map((each) => (
            <Tabs.Panel key={each} value={each} className="settings-panel">
              {each === tab && (may(needs[tab]) ? <Panel /> : <MissingPermission need={needs[tab]} />)}
            </Tabs.Panel>
          ))}
        </Suspense>
      </Tabs>
    </Page>
  );
}
