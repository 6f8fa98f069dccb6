import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { mayOn, useMay } from '../../access/may.ts';
import { ProductLink } from '../../access/product-link.tsx';
import { RefusalText } from '../../access/refusal-text.tsx';
import { problemOf } from '../../api/problem.ts';
import { deviceQuery, productQuery } from '../../api/queries.ts';
import { type DeviceTab, deviceTabs } from '../../app/search.ts';
import { useMessages } from '../../i18n/language.tsx';
import { LabelChips } from '../../labels/label-chips.tsx';
import { SpaceLink } from '../../spaces/space-link.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { DeviceMenu } from './device-menu.tsx';
import { useDeviceStream } from './device-stream.ts';
import { LastSeen } from './last-seen.tsx';
import './device.css';

const OverviewTab = lazy(() => import('./overview-tab.tsx').then((module) => ({ default: module.OverviewTab })));
const MessagesTab = lazy(() => import('./messages-tab.tsx').then((module) => ({ default: module.MessagesTab })));
const RefusedTab = lazy(() => import('./refused-tab.tsx').then((module) => ({ default: module.RefusedTab })));
const ConnectionTab = lazy(() => import('./connection-tab.tsx').then((module) => ({ default: module.ConnectionTab })));
const ConnectTab = lazy(() => import('./connect-tab.tsx').then((module) => ({ default: module.ConnectTab })));

const CredentialsTab = lazy(() => import('./credentials/credentials-tab.tsx').then((module) => ({ default: module.CredentialsTab })));

const route = getRouteApi('/inside/devices/$device');

export function DevicePage(): ReactNode {
  const { device: name } = route.useParams();
  // A new device is a new page: nothing of the one before may linger in its state.
  return <DeviceByName key={name} name={name} />;
}

function DeviceByName({ name }: { name: string }): ReactNode {
  const m = useMessages();
  const { tab = 'overview' } = route.useSearch();
  const navigate = route.useNavigate();
  const device = useQuery(deviceQuery(name));
  const product = useQuery({ ...productQuery(device.data?.product ?? ''), enabled: device.data !== undefined });
  const may = useMay();
  const mayQuery = mayOn(device.data, 'data.query');
  const stream = useDeviceStream(name, mayQuery);

  if (problemOf(device.error)?.status === 404) {
    return (
      <Empty page title={m.problem.deviceMissing(name)} detail={m.problem.deviceMissingDetail}>
        <ButtonLink to="/devices" variant="default">
          {m.problem.allDevices}
        </ButtonLink>
      </Empty>
    );
  }
  const { data } = device;
  // Messages are data; what else there is to see stays.
  const tabs = deviceTabs.filter((each) =>
    each === 'connection'
      ? may('connection.read')
      : each === 'credentials'
        ? mayOn(data, 'device.credential')
        : mayQuery || each === 'overview' || each === 'connect',
  );
  return (
    <Page
      title={name}
      lead={
        data && (
          <div className="device-facts">
            <StateBadge state={data.state} />
            {data.label && <span>{data.label}</span>}
            <span>
              {m.common.product} <ProductLink product={data.product} />
            </span>
            <span>
              {m.spaces.space} <SpaceLink space={data.space} />
            </span>
            <LastSeen device={data} stream={stream} />
            <LabelChips labels={data.labels} />
          </div>
        )
      }
      actions={data && <DeviceMenu device={data} />}
    >
      {device.error && <ProblemNotice error={device.error} retry={() => void device.refetch()} />}
      {data?.state === 'disabled' && <Notice kind="warning" title={m.device.disabledNote} />}
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const chosen = deviceTabs.find((each) => each === value) ?? 'overview';
          void navigate({ search: ({ tab: _tab, ...rest }) => (chosen === 'overview' ? rest : { ...rest, tab: chosen }) });
        }}
      >
        <Tabs.List className="device-tabs">
          {tabs.map((each: DeviceTab) => (
            <Tabs.Tab key={each} value={each}>
              {m.device.tabs[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Suspense fallback={<SkeletonRows />}>
          {tabs.map((each) => (
            <Tabs.Panel key={each} value={each} className="device-panel">
              {each === tab && data && product.error && <ProblemNotice error={product.error} retry={() => void product.refetch()} />}
              {each === tab && data && product.data && each === 'overview' && mayQuery && (
                <OverviewTab device={data} product={product.data} stream={stream} />
              )}
              {each === tab && data && each === 'overview' && !mayQuery && (
                <Notice kind="warning" title={m.device.noDataPermission}>
                  <RefusalText refusal={{ permission: 'data.query', on: name, givers: [] }} />
                </Notice>
              )}
              {each === tab && data && each === 'messages' && <MessagesTab device={name} stream={stream} />}
              {each === tab && data && each === 'refused' && <RefusedTab device={data} stream={stream} />}
              {each === tab && data && each === 'connection' && <ConnectionTab device={name} />}
              {each === tab && data && each === 'credentials' && <CredentialsTab device={data} />}
              {each === tab && data && product.data && each === 'connect' && <ConnectTab device={data} product={product.data} />}
            </Tabs.Panel>
          ))}
        </Suspense>
      </Tabs>
    </Page>
  );
}
