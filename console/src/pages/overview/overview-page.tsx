import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { demoFleetQuery, devicesQuery, devicesRereadMs } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
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

export function OverviewPage(): ReactNode {
  const m = useMessages();
  const [rows] = useState(rowsThatFit);
  const devices = useQuery({ ...devicesQuery({ limit: rows }), refetchInterval: devicesRereadMs });
  const demo = useQuery(demoFleetQuery);

  if (devices.data === undefined) {
    return (
      <Page title={m.overview.title}>
        {devices.error ? <ProblemNotice error={devices.error} retry={() => void devices.refetch()} /> : <SkeletonRows />}
      </Page>
    );
  }
  if (devices.data.total === 0 && !demo.data?.running) return <FirstSteps />;

  return (
    <Page
      title={m.overview.title}
      actions={
        <ButtonLink to="/devices/new" leftSection={<IconPlus size={16} aria-hidden />} data-testid="add-device">
          {m.devices.add}
        </ButtonLink>
      }
    >
      <StateCounts total={devices.data.total} />
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
          <DeviceTable devices={devices.data.items} brief />
        </Panel>
        <div className="overview-side">
          <IntakeRate />
          <DemoCard />
          <PlatformCard />
        </div>
      </div>
    </Page>
  );
}
