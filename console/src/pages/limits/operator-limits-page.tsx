import { Button, Tabs } from '@mantine/core';
import { IconBan } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { limitSettingsQuery } from '../../api/limit-queries.ts';
import { operatorLimitTabs } from '../../app/search.ts';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { AddressBanDialog } from './address-ban-dialog.tsx';
import { AddressBanList } from './address-ban-list.tsx';
import { LimitEditor } from './limit-editor.tsx';
import { useLimitMessages } from './messages.ts';
import { OverloadPanels } from './overload-panels.tsx';
import '../operator/operator.css';

const route = getRouteApi('/inside/operator/limits');

/** The limits of connections of the whole platform, its overload, and addresses that are kept out. */
export function OperatorLimitsPage(): ReactNode {
  const m = useLimitMessages();
  const navigate = route.useNavigate();
  const { tab = 'limits', create } = route.useSearch();
  return (
    <Page
      title={m.limits.operatorTitle}
      lead={m.limits.operatorLead}
      actions={
        <Button
          leftSection={<IconBan size={16} aria-hidden />}
          onClick={() => void navigate({ search: { tab: 'addresses', create: true } })}
          data-testid="add-address-ban"
        >
          {m.bans.addAddress}
        </Button>
      }
    >
      <Tabs
        value={tab}
        onChange={(value) =>
          void navigate({ search: { tab: operatorLimitTabs.find((each) => each === value) ?? 'limits' }, replace: true })
        }
      >
        <Tabs.List mb="md">
          {operatorLimitTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {m.limits.operatorTabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="limits">{tab === 'limits' && <Settings />}</Tabs.Panel>
        <Tabs.Panel value="addresses">{tab === 'addresses' && <AddressBanList />}</Tabs.Panel>
      </Tabs>
      {create === true && <AddressBanDialog onClose={() => void navigate({ search: { tab: 'addresses' }, replace: true })} />}
    </Page>
  );
}

function Settings(): ReactNode {
  const { data, error, refetch } = useQuery(limitSettingsQuery);
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <div className="limits-page">
      <OverloadPanels />
      {data === undefined ? <SkeletonRows rows={8} /> : <LimitEditor settings={data} />}
    </div>
  );
}
