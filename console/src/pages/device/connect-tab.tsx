import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Device, Product } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { mayOn } from '../../access/may.ts';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { ConnectTabs } from '../../connect/connect-tabs.tsx';
import { Credentials } from '../../connect/credentials.tsx';
import { FirstMessage } from '../../connect/first-message.tsx';
import { secretPlaceholder } from '../../connect/snippets.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Panel } from '../../ui/page.tsx';

/** How the device gets in, and a new secret for it. A new secret lives in this page's memory only. */
export function ConnectTab({ device, product }: { device: Device; product: Product }): ReactNode {
  const m = useMessages();
  const { tenant } = useSession();
  const mayRotate = mayOn(device, 'device.credential');
  const [asking, setAsking] = useState(false);
  const rotate = useMutation({ mutationFn: () => client.rotateDeviceSecret(device.name), onSuccess: () => setAsking(false) });
  const credentials = rotate.data?.credentials ?? {
    clientId: device.name,
    username: `${tenant}/${device.name}`,
    password: secretPlaceholder,
  };
  return (
    <div className="form add-device">
      {(device.lastSeenAt === null || rotate.data) && mayOn(device, 'data.query') && (
        <FirstMessage key={String(rotate.submittedAt)} device={device.name} />
      )}
      <Panel>
        <p className="card-text">{m.device.connectLead}</p>
        <ConnectTabs credentials={credentials} properties={product.properties} />
      </Panel>
      <Panel
        title={rotate.data ? m.device.rotated : m.addDevice.credentials}
        actions={
          mayRotate && (
            <Button size="xs" variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={() => setAsking(true)}>
              {m.device.rotate}
            </Button>
          )
        }
      >
        {rotate.data ? (
          <Credentials credentials={rotate.data.credentials} />
        ) : (
          <>
            <dl className="facts">
              <div className="facts-row">
                <dt>{m.addDevice.clientId}</dt>
                <dd className="mono">{credentials.clientId}</dd>
              </div>
              <div className="facts-row">
                <dt>{m.addDevice.username}</dt>
                <dd className="mono">{credentials.username}</dd>
              </div>
            </dl>
            {mayRotate && <p className="card-text">{m.addDevice.lostSecret}</p>}
          </>
        )}
      </Panel>
      <Confirm
        opened={asking}
        title={m.device.rotateTitle}
        action={m.device.rotate}
        destructive
        busy={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={() => setAsking(false)}
      >
        {m.device.rotateDetail}
      </Confirm>
    </div>
  );
}
