import { Button, Tabs } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { memberTabs } from '../../app/search.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Page } from '../../ui/page.tsx';
import { InvitationList } from './invitation-list.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { MemberList } from './member-list.tsx';
import './members.css';

const route = getRouteApi('/inside/members');

export function MembersPage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const navigate = route.useNavigate();
  const { tab = 'members', create } = route.useSearch();
  const [inviting, setInviting] = useState(false);
  const opened = may('access.member') && (inviting || create === true);
  return (
    <Page
      title={m.members.title}
      lead={m.members.lead}
      actions={
        may('access.member') && (
          <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setInviting(true)} data-testid="invite">
            {m.members.invite}
          </Button>
        )
      }
    >
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => void navigate({ search: value === 'invitations' ? { tab: 'invitations' } : {} })}
      >
        <Tabs.List mb="md">
          {memberTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {m.members.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="members">
          <MemberList />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <InvitationList />
        </Tabs.Panel>
      </Tabs>
      {opened && (
        <InviteDialog
          onClose={() => {
            setInviting(false);
            if (create) void navigate({ search: ({ create: _create, ...rest }) => rest, replace: true });
          }}
        />
      )}
    </Page>
  );
}
