import type { DeviceCredentials } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';

/** Credentials at the only moment the secret can be seen. */
export function Credentials({ credentials }: { credentials: DeviceCredentials }): ReactNode {
  const m = useMessages();
  const rows = [
    [m.addDevice.clientId, credentials.clientId],
    [m.addDevice.username, credentials.username],
    [m.addDevice.password, credentials.password],
  ] as const;
  return (
    <div className="form">
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name} className="facts-row">
            <dt>{name}</dt>
            <dd>
              <span className="mono">{value}</span>
              <CopyButton text={value} what={name} />
            </dd>
          </div>
        ))}
      </dl>
      <Notice kind="warning" title={m.common.secretOnce} />
    </div>
  );
}
