import { Button } from '@mantine/core';
import { IconCpu, IconFilterOff, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useMay } from '../../access/may.ts';
import { devicesPerPage, devicesQuery, devicesRecountMs, devicesRereadMs, devicesTotalQuery } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Empty } from '../../ui/empty.tsx';
import { filterPlaceOf } from '../../ui/filter-problem.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { choiceOf } from './bulk/choice.tsx';
import { useSelection } from './bulk/use-selection.ts';
import { DeviceFilters } from './device-filters.tsx';
import { DeviceTable } from './device-table.tsx';
import './devices.css';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Cursors of the pages on the way to this page of the devices list. */
    deviceTrail?: readonly string[];
  }
}

const BulkBar = lazy(() => import('./bulk/bulk-bar.tsx').then((module) => ({ default: module.BulkBar })));

const route = getRouteApi('/inside/devices');

export function DevicesPage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const format = useFormat();
  const { page = 1, show, ...filter } = route.useSearch();
  const navigate = route.useNavigate();
  // Kept in the browser's history entry: a reload and Back find it again.
  const trail = useLocation({ select: (location) => location.state.deviceTrail }) ?? [];
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...devicesQuery({ ...filter, total: 'none' }),
    // A condition that is wrong stays wrong.
    refetchInterval: ({ state }) => (filterPlaceOf(state.error) === undefined ? devicesRereadMs : false),
  });
  const filterPlace = filterPlaceOf(error);
  const { cursor: _cursor, ...conditions } = filter;
  const { data: counted } = useQuery({
    ...devicesTotalQuery(conditions),
    refetchInterval: devicesRecountMs,
    enabled: filterPlace === undefined,
  });
  const filtered = Object.values(conditions).some((value) => value !== undefined);
  const start = (page - 1) * devicesPerPage;
  const selection = useSelection();

  return (
    <Page
      title={m.devices.title}
      lead={counted && <span className="num">{m.devices.total(counted.total ?? 0, format.total(counted))}</span>}
      actions={
        may('device.write') && (
          <ButtonLink
            to="/devices/new"
            search={{ ...(filter.product ? { product: filter.product } : {}), ...(filter.space ? { space: filter.space } : {}) }}
            leftSection={<IconPlus size={16} aria-hidden />}
            data-testid="add-device"
          >
            {m.devices.add}
          </ButtonLink>
        )
      }
    >
      {error && !filterPlace && <ProblemNotice error={error} retry={() => void refetch()} />}
      {data?.items.length === 0 && filter.cursor === undefined && !filtered ? (
        <Panel>
          {may('device.write') ? (
            <Empty title={m.devices.emptyTitle} detail={m.devices.emptyDetail} icon={<IconCpu size={32} stroke={1.4} />}>
              <ButtonLink to="/devices/new">{m.overview.addFirst}</ButtonLink>
              <div className="empty-command">
                <p className="dim">{m.devices.orCli}</p>
                <CodeBlock code="npx thalamus device create pump-1 --product pump" what={m.common.copyAsCli} />
              </div>
            </Empty>
          ) : (
            <Empty title={m.devices.emptyTitle} detail={m.devices.emptyForReaders} icon={<IconCpu size={32} stroke={1.4} />} />
          )}
        </Panel>
      ) : (
        !(error && !data && !filterPlace) && (
          <Panel flush>
            <DeviceFilters filter={{ ...filter, ...(show === undefined ? {} : { show }) }} problem={filterPlace} />
            {data === undefined && !filterPlace && <SkeletonRows rows={10} />}
            {data?.items.length === 0 && (
              <Empty title={m.devices.noMatchTitle} detail={m.devices.noMatchDetail} icon={<IconFilterOff size={32} stroke={1.4} />}>
                <Button variant="default" onClick={() => void navigate({ search: {} })}>
                  {m.devices.clear}
                </Button>
              </Empty>
            )}
            {data !== undefined && data.items.length > 0 && (
              <div data-refreshing={isPlaceholderData || undefined}>
                <DeviceTable
                  devices={data.items}
                  columns={[...(may('space.read') ? ['space' as const] : []), ...(show === undefined ? [] : [show])]}
                  filter={filter.filter}
                  choice={may('device.write') ? choiceOf(selection, data.items, m.bulk) : undefined}
                />
                {selection.devices.size > 0 && (
                  <Suspense fallback={null}>
                    <BulkBar selection={selection} />
                  </Suspense>
                )}
                <Pager
                  text={m.devices.range(
                    format.integer(start + 1),
                    format.integer(start + data.items.length),
                    counted === undefined ? '…' : format.total(counted),
                  )}
                  page={page}
                  cursor={filter.cursor}
                  next={data.next}
                  trail={trail}
                  onPage={({ trail: way, ...to }) =>
                    void navigate({ search: (before) => ({ ...without(before), ...to }), state: { deviceTrail: way } })
                  }
                />
              </div>
            )}
          </Panel>
        )
      )}
    </Page>
  );
}

function without<T extends { cursor?: string; page?: number }>({ cursor: _cursor, page: _page, ...rest }: T): Omit<T, 'cursor' | 'page'> {
  return rest;
}
