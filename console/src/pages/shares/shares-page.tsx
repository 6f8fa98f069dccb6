import { Button, Tabs } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../access/may.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Page } from '../../ui/page.tsx';
import { GivenShares } from './given-shares.tsx';
import { ReceivedShares } from './received-shares.tsx';
import { ShareDialog } from './share-dialog.tsx';

const given = getRouteApi('/inside/shares');

/** What we share with other tenants. */
export function SharesPage(): ReactNode {
  const navigate = given.useNavigate();
  const { create } = given.useSearch();
  const may = useMay();
  return (
    <SharesFrame tab="given">
      <GivenShares />
      {create === true && may('access.share') && <ShareDialog onClose={() => void navigate({ search: {}, replace: true })} />}
    </SharesFrame>
  );
}

/** What other tenants share with us. */
export function ReceivedSharesPage(): ReactNode {
  return (
    <SharesFrame tab="received">
      <ReceivedShares />
    </SharesFrame>
  );
}

const tabs = ['given', 'received'] as const;

function SharesFrame({ tab, children }: { tab: (typeof tabs)[number]; children: ReactNode }): ReactNode {
  const m = useMessages().shares;
  const may = useMay();
  const navigate = useNavigate();
  return (
    <Page
      title={m.title}
      lead={m.lead}
      actions={
        may('access.share') && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => void navigate({ to: '/shares', search: { create: true } })}
            data-testid="add-share"
          >
            {m.add}
          </Button>
        )
      }
    >
      <Tabs value={tab} onChange={(value) => void navigate({ to: value === 'received' ? '/shares/received' : '/shares' })}>
        <Tabs.List mb="md">
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {m.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map((each) => (
          <Tabs.Panel key={each} value={each}>
            {each === tab && children}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
