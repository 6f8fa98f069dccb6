import { Button } from '@mantine/core';
import type { NewDevice, Property } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { ConnectTabs } from '../../connect/connect-tabs.tsx';
import { Credentials } from '../../connect/credentials.tsx';
import { FirstMessage } from '../../connect/first-message.tsx';
import { useMessages } from '../../i18n/language.tsx';
import { Page, Panel } from '../../ui/page.tsx';

interface ConnectPageProps {
  readonly device: NewDevice;
  readonly properties: readonly Property[];
  readonly onAnother: () => void;
}

/** What follows a new device: its credentials once, the commands, and the wait for its first message. */
export function ConnectPage({ device, properties, onAnother }: ConnectPageProps): ReactNode {
  const m = useMessages().addDevice;
  return (
    <Page
      title={m.connectTitle}
      lead={m.connectLead(device.name)}
      actions={
        <Button variant="default" onClick={onAnother}>
          {m.another}
        </Button>
      }
    >
      <div className="form add-device">
        <FirstMessage device={device.name} />
        <Panel>
          <ConnectTabs credentials={device.credentials} properties={properties} />
        </Panel>
        <Panel title={m.credentials}>
          <Credentials credentials={device.credentials} />
        </Panel>
      </div>
    </Page>
  );
}
