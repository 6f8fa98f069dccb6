import { Button, Tabs } from '@mantine/core';
import { IconBan } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../access/may.ts';
import { limitTabs } from '../../app/search.ts';
import { Page } from '../../ui/page.tsx';
import { BanDialog } from './ban-dialog.tsx';
import { BanList } from './ban-list.tsx';
import { LimitsInForce } from './limits-in-force.tsx';
import { useLimitMessages } from './messages.ts';

const route = getRouteApi('/inside/limits');

/** Who is kept out of the tenant, and what holds for its connections. */
export function LimitsPage(): ReactNode {
  const m = useLimitMessages();
  const may = useMay();
  const navigate = route.useNavigate();
  const { tab = 'bans', create } = route.useSearch();
  return (
    <Page
      title={m.limits.title}
      lead={m.limits.lead}
      actions={
        may('connection.ban') && (
          <Button
            leftSection={<IconBan size={16} aria-hidden />}
            onClick={() => void navigate({ search: { create: true } })}
            data-testid="add-ban"
          >
            {m.bans.add}
          </Button>
        )
      }
    >
      <Tabs
        value={tab}
        onChange={(value) => void navigate({ search: { tab: limitTabs.find((each) => each === value) ?? 'bans' }, replace: true })}
      >
        <Tabs.List mb="md">
          {limitTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {m.limits.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="bans">{tab === 'bans' && <BanList />}</Tabs.Panel>
        <Tabs.Panel value="limits">{tab === 'limits' && <LimitsInForce />}</Tabs.Panel>
      </Tabs>
      {create === true && may('connection.ban') && <BanDialog onClose={() => void navigate({ search: {}, replace: true })} />}
    </Page>
  );
}
