import { IconCpu, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { demoFleetQuery, devicesQuery, devicesRereadMs } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { usePages } from '../../shell/pages.ts';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { DeviceTable } from '../devices/device-table.tsx';
import '../devices/devices.css';
import { DemoCard } from './demo-card.tsx';
import { FirstSteps } from './first-steps.tsx';
import { IntakeRate } from './intake-rate.tsx';
import { PlatformCard } from './platform-card.tsx';
import { StateCounts } from './state-counts.tsx';
import './overview.css';

const rowsMin = 8;
const rowsMax = 20;
const rowPx = 58;
/** What stands above the rows. */
const abovePx = 320;

/** As many devices as the window has room for. */
function rowsThatFit(): number {
  return Math.min(rowsMax, Math.max(rowsMin, Math.floor((window.innerHeight - abovePx) / rowPx)));
}

/** What there is to see first, as far as the signed-in person may see it. */
export function OverviewPage(): ReactNode {
  const may = useMay();
  return may('device.read') ? <FleetOverview /> : <PlainOverview />;
}

/** For roles that have nothing to do with devices: where they can go. */
function PlainOverview(): ReactNode {
  const m = useMessages();
  const pages = usePages().filter(({ to }) => to !== '/');
  return (
    <Page title={m.overview.title} lead={m.overview.noDevicesLead}>
      <div className="counts">
        {pages.map(({ to, name, Icon }) => (
          <Link key={to} to={to}>
            <Icon size={20} stroke={1.6} aria-hidden /> {m.shell[name]}
          </Link>
        ))}
      </div>
    </Page>
  );
}

function FleetOverview(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const [rows] = useState(rowsThatFit);
  const devices = useQuery({ ...devicesQuery({ limit: rows }), refetchInterval: devicesRereadMs });
  const demo = useQuery(demoFleetQuery);
  const format = useFormat();

  if (devices.data === undefined) {
    return (
      <Page title={m.overview.title}>
        {devices.error ? <ProblemNotice error={devices.error} retry={() => void devices.refetch()} /> : <SkeletonRows />}
      </Page>
    );
  }
  const mayBegin = may('device.write') || may('demo.run');
  if (devices.data.total === 0 && !demo.data?.running && mayBegin) return <FirstSteps />;

  return (
    <Page
      title={m.overview.title}
      actions={
        may('device.write') && (
          <ButtonLink to="/devices/new" leftSection={<IconPlus size={16} aria-hidden />} data-testid="add-device">
            {m.devices.add}
          </ButtonLink>
        )
      }
    >
      <StateCounts total={format.total(devices.data)} />
      <div className="overview-columns">
        <Panel
          flush
          title={m.devices.title}
          actions={
            <TextLink to="/devices" size="sm">
              {m.overview.viewAll}
            </TextLink>
          }
        >
          {devices.data.total === 0 ? (
            <Empty title={m.devices.emptyTitle} detail={m.devices.emptyForReaders} icon={<IconCpu size={32} stroke={1.4} />} />
          ) : (
            <DeviceTable devices={devices.data.items} brief />
          )}
        </Panel>
        <div className="overview-side">
          {may('operator') && <IntakeRate />}
          {may('demo.run') && <DemoCard />}
          <PlatformCard />
        </div>
      </div>
    </Page>
  );
}
