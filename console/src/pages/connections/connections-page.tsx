import { Button, CloseButton, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilterCode, IconFilterOff, IconPlugConnectedX, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { connectionsPerPage, connectionsQuery, connectionsRereadMs } from '../../api/connection-queries.ts';
import { type ConnectionsSearch, connectionSorts } from '../../app/search.ts';
import { useFormat } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { FilterProblem, filterPlaceOf } from '../../ui/filter-problem.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { Attempts } from './attempts.tsx';
import { ConnectionTable } from './connection-table.tsx';
import { useConnectionMessages } from './messages.ts';
import './connections.css';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Cursors of the pages on the way to this page of connections. */
    connectionTrail?: readonly string[];
  }
}

const route = getRouteApi('/inside/connections');
const typingMs = 300;

/** Who is connected now; a row opens to its counters and subscriptions. */
export function ConnectionsPage(): ReactNode {
  const m = useConnectionMessages().connections;
  const format = useFormat();
  const { page = 1, ...search } = route.useSearch();
  const navigate = route.useNavigate();
  const trail = useLocation({ select: (location) => location.state.connectionTrail }) ?? [];
  const { data, error, refetch } = useQuery({
    ...connectionsQuery(search),
    refetchInterval: ({ state }) => (filterPlaceOf(state.error) === undefined ? connectionsRereadMs : false),
  });
  const place = filterPlaceOf(error);
  const filtered = search.search !== undefined || search.filter !== undefined;
  const start = (page - 1) * connectionsPerPage;
  return (
    <Page title={m.title} lead={data === undefined || filtered ? m.lead : `${m.total(data.total, format.integer(data.total))} · ${m.lead}`}>
      {error && place === undefined && <ProblemNotice error={error} retry={() => void refetch()} />}
      <Panel flush>
        <Filters search={search} />
        {place !== undefined && search.filter !== undefined && (
          <div className="connection-filter-problem">
            <FilterProblem filter={search.filter} place={place} />
          </div>
        )}
        {data === undefined && !error && <SkeletonRows rows={6} />}
        {data?.items.length === 0 && !filtered && (
          <Empty title={m.emptyTitle} detail={`${m.emptyDetail} ${m.emptyWhy}`} icon={<IconPlugConnectedX size={32} stroke={1.4} />} />
        )}
        {data?.items.length === 0 && filtered && (
          <Empty title={m.noMatchTitle} detail={m.noMatchDetail} icon={<IconFilterOff size={32} stroke={1.4} />}>
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              {m.clear}
            </Button>
          </Empty>
        )}
        {data !== undefined && data.items.length > 0 && (
          <>
            <ConnectionTable connections={data.items} />
            <Pager
              text={m.range(format.integer(start + 1), format.integer(start + data.items.length), format.integer(data.total))}
              page={page}
              cursor={search.cursor}
              next={data.next}
              trail={trail}
              onPage={({ trail: way, ...to }) => {
                const { cursor: _cursor, ...rest } = search;
                void navigate({ search: { ...rest, ...to }, state: { connectionTrail: way } });
              }}
            />
          </>
        )}
      </Panel>
      {!filtered && page === 1 && <Attempts />}
    </Page>
  );
}

/** Each change goes to the URL and back to the first page. */
function Filters({ search }: { search: ConnectionsSearch }): ReactNode {
  const m = useConnectionMessages().connections;
  const navigate = route.useNavigate();
  const apply = (changed: { readonly [key in keyof ConnectionsSearch]?: string | undefined }, replace = false) => {
    const { cursor: _cursor, ...rest } = search;
    const wanted = Object.entries({ ...rest, ...changed }).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ search: Object.fromEntries(wanted) as ConnectionsSearch, replace });
  };
  const [typed, setTyped] = useState(search.search ?? '');
  const [condition, setCondition] = useState(search.filter ?? '');
  useEffect(() => setTyped(search.search ?? ''), [search.search]);
  useEffect(() => setCondition(search.filter ?? ''), [search.filter]);
  const soon = useDebouncedCallback((text: string) => apply({ search: text.trim() }, true), typingMs);
  return (
    <search className="filters connection-filters">
      <TextInput
        aria-label={m.search}
        placeholder={m.search}
        value={typed}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={typed !== '' && <CloseButton size="sm" aria-label={m.clear} onClick={() => apply({ search: '' })} />}
        data-testid="connection-search"
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          soon(event.currentTarget.value);
        }}
      />
      <form
        className="connection-condition"
        onSubmit={(event) => {
          event.preventDefault();
          apply({ filter: condition.trim() });
        }}
      >
        <TextInput
          aria-label={m.filter}
          placeholder={m.filterPlaceholder}
          value={condition}
          maxLength={2000}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: 'mono' }}
          leftSection={<IconFilterCode size={16} aria-hidden />}
          onChange={(event) => setCondition(event.currentTarget.value)}
          onBlur={() => condition.trim() !== (search.filter ?? '') && apply({ filter: condition.trim() })}
        />
      </form>
      <Select
        aria-label={m.sort}
        data={connectionSorts.map((value) => ({ value, label: m.sorts[value] }))}
        value={search.sort ?? 'owner'}
        allowDeselect={false}
        w={210}
        onChange={(sort) => apply({ sort: sort === 'owner' ? undefined : (sort ?? undefined) })}
      />
    </search>
  );
}
