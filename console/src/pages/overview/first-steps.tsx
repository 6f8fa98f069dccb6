import { Button } from '@mantine/core';
import { IconActivity, IconPlug } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMay } from '../../access/may.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useDemoFleet } from './demo-fleet.ts';

/** The overview of a platform without devices: two ways to the first value, nothing else. */
export function FirstSteps(): ReactNode {
  const m = useMessages().overview;
  const may = useMay();
  const { start } = useDemoFleet();
  return (
    <Page title={m.emptyTitle} lead={m.emptyLead}>
      {start.error && <ProblemNotice error={start.error} />}
      <div className="first-steps">
        {may('demo.run') && (
          <section className="panel first-step">
            <IconActivity className="first-step-mark" size={28} stroke={1.5} aria-hidden />
            <h2>{m.demoTitle}</h2>
            <p>{m.demoText}</p>
            <Button size="md" fullWidth loading={start.isPending} onClick={() => start.mutate()} data-testid="start-demo">
              {m.startDemo}
            </Button>
          </section>
        )}
        {may('device.write') && (
          <section className="panel first-step">
            <IconPlug className="first-step-mark" size={28} stroke={1.5} aria-hidden />
            <h2>{m.ownTitle}</h2>
            <p>{m.ownText}</p>
            <ButtonLink to="/devices/new" size="md" fullWidth variant="default" data-testid="add-device">
              {m.addFirst}
            </ButtonLink>
          </section>
        )}
      </div>
      <ol className="steps" aria-label={m.steps}>
        <li>{m.step1}</li>
        <li>{m.step2}</li>
        <li>{m.step3}</li>
      </ol>
    </Page>
  );
}
