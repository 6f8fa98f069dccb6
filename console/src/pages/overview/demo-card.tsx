import { Button } from '@mantine/core';
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { demoFleetQuery } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { useDemoFleet } from './demo-fleet.ts';

export function DemoCard(): ReactNode {
  const m = useMessages().overview;
  const format = useFormat();
  const { data } = useQuery(demoFleetQuery);
  const { start, stop } = useDemoFleet();
  if (data === undefined) return null;
  return (
    <Panel title={data.running ? m.demoRunning : m.demoStopped}>
      <p className="card-text">{data.running ? m.demoRunningDetail(format.integer(data.devices)) : m.demoStoppedDetail}</p>
      {(start.error ?? stop.error) && <ProblemNotice error={start.error ?? stop.error} />}
      {data.running ? (
        <Button
          variant="default"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          loading={stop.isPending}
          onClick={() => stop.mutate()}
          data-testid="stop-demo"
        >
          {m.stopDemo}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={start.isPending}
          onClick={() => start.mutate()}
          data-testid="start-demo"
        >
          {m.startDemo}
        </Button>
      )}
    </Panel>
  );
}
