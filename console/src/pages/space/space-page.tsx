import { IconCpu, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { mayOn, useMay } from '../../access/may.ts';
import { problemOf } from '../../api/problem.ts';
import { devicesQuery, devicesRereadMs } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { spaceQuery, useSpaceTree } from '../../spaces/space-queries.ts';
import { useSpaceText } from '../../spaces/space-text.ts';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { DeviceTable } from '../devices/device-table.tsx';
import { SpaceDialogs, type SpaceTask } from '../spaces/space-dialogs.tsx';
import { SpaceMenu } from '../spaces/space-menu.tsx';
import '../spaces/spaces.css';
import { ChildSpaces, SpaceWay } from './space-parts.tsx';

const route = getRouteApi('/inside/spaces/$space');
const devicesShown = 20;

export function SpacePage(): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const text = useSpaceText();
  const may = useMay();
  const navigate = useNavigate();
  const { space: name } = route.useParams();
  const { data: space, error, refetch } = useQuery(spaceQuery(name));
  const { tree } = useSpaceTree();
  const [task, setTask] = useState<SpaceTask>();
  const devices = useQuery({
    ...devicesQuery({ space: name, limit: devicesShown }),
    enabled: may('device.read') && space !== undefined,
    refetchInterval: devicesRereadMs,
  });

  if (problemOf(error)?.status === 404) {
    return (
      <Empty page title={m.spaces.missing(name)} detail={m.spaces.missingDetail}>
        <ButtonLink to="/spaces" variant="default">
          {m.spaces.all}
        </ButtonLink>
      </Empty>
    );
  }
  const children = tree?.children.get(name) ?? [];
  const total = devices.data?.total ?? 0;
  const totalText = m.devices.total(total, devices.data === undefined ? '0' : format.total(devices.data));
  return (
    <Page
      title={space === undefined ? name : text.of(space)}
      before={space && <SpaceWay space={space} tree={tree} />}
      lead={space && <span className="mono">{name}</span>}
      actions={
        space && (
          <>
            {mayOn(space, 'device.write') && (
              <ButtonLink to="/devices/new" search={{ space: name }} leftSection={<IconPlus size={16} aria-hidden />}>
                {m.devices.add}
              </ButtonLink>
            )}
            {mayOn(space, 'space.write') && <SpaceMenu space={space} framed onTask={setTask} />}
          </>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {space === undefined && !error && <SkeletonRows />}
      {children.length > 0 && <ChildSpaces spaces={children} />}
      {space && may('device.read') && (
        <Panel
          flush
          title={totalText}
          actions={
            total > 0 && (
              <TextLink to="/devices" search={{ space: name }} size="sm">
                {m.spaces.allDevices(totalText)}
              </TextLink>
            )
          }
        >
          {devices.error && <ProblemNotice error={devices.error} retry={() => void devices.refetch()} />}
          {devices.data === undefined && !devices.error && <SkeletonRows />}
          {devices.data?.total === 0 && (
            <Empty
              title={m.spaces.noDevices}
              {...(mayOn(space, 'device.write') ? { detail: m.spaces.noDevicesDetail } : {})}
              icon={<IconCpu size={32} stroke={1.4} />}
            />
          )}
          {devices.data !== undefined && total > 0 && <DeviceTable devices={devices.data.items} columns={['space']} />}
        </Panel>
      )}
      <SpaceDialogs task={task} onClose={() => setTask(undefined)} onRemoved={() => void navigate({ to: '/spaces' })} />
    </Page>
  );
}
