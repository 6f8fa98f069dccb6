import { Button } from '@mantine/core';
import { IconFilterOff, IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { auditQuery } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { CopyAs } from '../../ui/copy-as.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { auditRecipe } from '../../ui/recipes.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { ExportMenu } from './export-menu.tsx';
import { apiFilter } from './filter.ts';
import './audit.css';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Cursors of the pages on the way to this page of the audit log. */
    auditTrail?: readonly string[];
  }
}

const route = getRouteApi('/inside/audit');

/** Who changed what, newest first; an entry opens to what was before and after. */
export function AuditPage(): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const { page = 1, cursor, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  // Kept in the browser's history entry: a reload and Back find it again.
  const trail = useLocation({ select: (location) => location.state.auditTrail }) ?? [];
  const filter = apiFilter(search);
  const { data, error, refetch, isPlaceholderData } = useQuery(auditQuery({ ...filter, cursor }));
  const [exportFailure, setExportFailure] = useState<unknown>(null);
  const filtered = Object.keys(search).length > 0;

  return (
    <Page
      title={m.audit.title}
      lead={m.audit.lead}
      actions={
        <>
          <CopyAs recipe={() => auditRecipe(filter)} />
          <ExportMenu filter={filter} onFailure={setExportFailure} />
        </>
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {exportFailure !== null && <ProblemNotice error={exportFailure} />}
      {!(error && !data) && (
        <Panel flush>
          <AuditFilters search={search} />
          {data === undefined && <SkeletonRows rows={10} />}
          {data?.items.length === 0 && !filtered && (
            <Empty title={m.audit.emptyTitle} detail={m.audit.emptyDetail} icon={<IconHistory size={32} stroke={1.4} />} />
          )}
          {data?.items.length === 0 && filtered && (
            <Empty title={m.audit.noMatchTitle} detail={m.audit.noMatchDetail} icon={<IconFilterOff size={32} stroke={1.4} />}>
              <Button variant="default" onClick={() => void navigate({ search: {} })}>
                {m.audit.clear}
              </Button>
            </Empty>
          )}
          {data !== undefined && data.items.length > 0 && (
            <div data-refreshing={isPlaceholderData || undefined}>
              <AuditTable entries={data.items} />
              <Pager
                text={m.audit.page(format.integer(page))}
                page={page}
                cursor={cursor}
                next={data.next}
                trail={trail}
                onPage={({ trail: way, ...to }) => void navigate({ search: { ...search, ...to }, state: { auditTrail: way } })}
              />
            </div>
          )}
        </Panel>
      )}
    </Page>
  );
}
