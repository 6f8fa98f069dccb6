import { Button } from '@mantine/core';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { serviceAccountsQuery } from '../../access/people-queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { AccountTable } from './account-table.tsx';
import { MqttAccess } from './mqtt-access.tsx';

const route = getRouteApi('/inside/service-accounts');

export function ServiceAccountsPage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const navigate = route.useNavigate();
  const { create } = route.useSearch();
  const { data, error, refetch } = useQuery(serviceAccountsQuery);
  const [editing, setEditing] = useState<string>();
  const creating = create === true && may('access.key');
  return (
    <Page
      title={m.accounts.title}
      lead={m.accounts.lead}
      actions={
        may('access.key') && (
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => void navigate({ search: { create: true } })}
            data-testid="add-account"
          >
            {m.accounts.add}
          </Button>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!(error && !data) && (
        <Panel flush>
          {data === undefined && <SkeletonRows rows={4} />}
          {data?.length === 0 && (
            <Empty title={m.accounts.emptyTitle} detail={m.accounts.emptyDetail} icon={<IconRobot size={32} stroke={1.4} />}>
              {may('access.key') && (
                <div className="empty-command">
                  <p className="dim">{m.accounts.orCli}</p>
                  <CodeBlock code="npx thalamus service-account create erp --role viewer" what={m.common.copyAsCli} />
                </div>
              )}
            </Empty>
          )}
          {data !== undefined && data.length > 0 && <AccountTable accounts={data} onEdit={(account) => setEditing(account.name)} />}
        </Panel>
      )}
      {data !== undefined && data.length > 0 && <MqttAccess account={data[0]?.name ?? ''} />}
      {creating && <AccountDialog onClose={() => void navigate({ search: {}, replace: true })} />}
      {editing && <AccountDialog account={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}
