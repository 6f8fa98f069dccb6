import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { accountTabs } from '../../app/search.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { ProfileTab } from './profile-tab.tsx';
import { SecurityTab } from './security-tab.tsx';
import { SessionsTab } from './sessions-tab.tsx';
import './account.css';

const route = getRouteApi('/inside/account');
const panels = { profile: ProfileTab, security: SecurityTab, sessions: SessionsTab };

/** One's own account: who one is, how one signs in, and where one is signed in. */
export function AccountPage(): ReactNode {
  const { account: m, sso } = useMessages();
  const { through } = useSession();
  const { tab = 'profile' } = route.useSearch();
  const navigate = route.useNavigate();
  const Panel = panels[tab];
  return (
    <Page title={m.title}>
      {through === 'sso' && (
        <Notice kind="info" title={sso.ownAccount}>
          <p className="notice-text">{sso.ownAccountDetail}</p>
        </Notice>
      )}
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const chosen = accountTabs.find((each) => each === value) ?? 'profile';
          void navigate({ search: chosen === 'profile' ? {} : { tab: chosen } });
        }}
      >
        <Tabs.List className="account-tabs">
          {accountTabs.map((each) => (
            <Tabs.Tab key={each} value={each} data-testid={`account-${each}`}>
              {m.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {accountTabs.map((each) => (
          <Tabs.Panel key={each} value={each} className="account-panel">
            {each === tab && (
              <fieldset className="account-panel plain-fieldset" disabled={through === 'sso' && tab !== 'sessions'}>
                <Panel />
              </fieldset>
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
