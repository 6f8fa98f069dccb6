import { Button, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconBuilding, IconFilterOff, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { tenantsQuery } from '../../api/operator-queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { CreateTenantDialog } from './create-tenant-dialog.tsx';
import { TenantTable } from './tenant-table.tsx';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Cursors of the pages on the way to this page of the tenants list. */
    tenantTrail?: readonly string[];
  }
}

const route = getRouteApi('/inside/operator/tenants');

/** Every tenant of the platform, for those who run it. */
export function TenantsPage(): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const { page = 1, create, search, cursor } = route.useSearch();
  const navigate = route.useNavigate();
  const trail = useLocation({ select: (location) => location.state.tenantTrail }) ?? [];
  const { data, error, refetch, isPlaceholderData } = useQuery(tenantsQuery({ search, cursor }));
  const clear = () => void navigate({ search: {} });

  return (
    <Page
      title={m.shell.tenants}
      lead={m.operator.tenantsLead}
      actions={
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => void navigate({ search: (before) => ({ ...before, create: true }) })}
          data-testid="create-tenant"
        >
          {m.operator.add}
        </Button>
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!(error && !data) && (
        <Panel flush>
          <TenantSearch search={search ?? ''} />
          {data === undefined && <SkeletonRows rows={8} />}
          {data?.items.length === 0 &&
            (search === undefined ? (
              <Empty title={m.operator.emptyTitle} detail={m.operator.emptyDetail} icon={<IconBuilding size={32} stroke={1.4} />} />
            ) : (
              <Empty
                title={m.operator.noMatchTitle}
                detail={m.operator.noMatchDetail(search)}
                icon={<IconFilterOff size={32} stroke={1.4} />}
              >
                <Button variant="default" onClick={clear}>
                  {m.operator.clear}
                </Button>
              </Empty>
            ))}
          {data !== undefined && data.items.length > 0 && (
            <div data-refreshing={isPlaceholderData || undefined}>
              <TenantTable tenants={data.items} />
              <Pager
                text={m.operator.page(format.integer(page))}
                page={page}
                cursor={cursor}
                next={data.next}
                trail={trail}
                onPage={({ trail: way, ...to }) =>
                  void navigate({ search: { ...(search === undefined ? {} : { search }), ...to }, state: { tenantTrail: way } })
                }
              />
            </div>
          )}
        </Panel>
      )}
      <CreateTenantDialog
        opened={create === true}
        onClose={() => void navigate({ search: ({ create: _create, ...rest }) => rest, replace: true })}
      />
    </Page>
  );
}

const typingMs = 200;

function TenantSearch({ search }: { search: string }): ReactNode {
  const m = useMessages().operator;
  const navigate = route.useNavigate();
  const [typed, setTyped] = useState(search);
  useEffect(() => setTyped(search), [search]);
  const apply = (text: string) => void navigate({ search: text === '' ? {} : { search: text }, replace: true });
  const soon = useDebouncedCallback((text: string) => apply(text.trim()), typingMs);
  return (
    <search className="filters">
      <TextInput
        aria-label={m.search}
        placeholder={m.search}
        value={typed}
        maxLength={128}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={typed !== '' && <CloseButton size="sm" aria-label={m.clear} onClick={() => apply('')} />}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          soon(event.currentTarget.value);
        }}
      />
    </search>
  );
}
