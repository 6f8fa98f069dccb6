import { Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Device, DeviceCredential } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../../api/client.ts';
import { deviceCredentialsQuery } from '../../../api/trust-queries.ts';
import { useTrustMessages } from '../../../trust/messages.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ProblemNotice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/page.tsx';
import { SkeletonRows } from '../../../ui/skeleton-rows.tsx';
import { toast } from '../../../ui/toast.ts';
import { AddCredentialDialog } from './add-credential-dialog.tsx';
import { CredentialTable, nameOf } from './credential-table.tsx';
import '../../../trust/trust.css';

/** What the device gets in with besides its secret. */
export function CredentialsTab({ device: { name: device } }: { device: Device }): ReactNode {
  const m = useTrustMessages();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery(deviceCredentialsQuery(device));
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<DeviceCredential>();
  const reread = () => void cache.invalidateQueries({ queryKey: deviceCredentialsQuery(device).queryKey });
  const turn = useMutation({
    mutationFn: ({ id, disabled }: DeviceCredential) => client.updateDeviceCredential(device, id, { disabled: !disabled }),
    onSuccess: ({ disabled }) => {
      reread();
      toast(disabled ? m.credentials.disabledToast : m.credentials.enabledToast);
    },
  });
  const remove = useMutation({
    mutationFn: ({ id }: DeviceCredential) => client.deleteDeviceCredential(device, id),
    onSuccess: (_done, credential) => {
      reread();
      setDoomed(undefined);
      toast(m.credentials.removed(nameOf(credential, m.credentials)));
    },
  });
  return (
    <>
      <div className="tab-head">
        <p className="card-text">{m.credentials.lead}</p>
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)} data-testid="add-credential">
          {m.credentials.add}
        </Button>
      </div>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {turn.error && <ProblemNotice error={turn.error} />}
      {!(error && !data) && (
        <Panel flush>
          {data === undefined && <SkeletonRows rows={3} />}
          {data?.length === 0 && (
            <Empty title={m.credentials.emptyTitle} detail={m.credentials.emptyDetail} icon={<IconKey size={32} stroke={1.4} />} />
          )}
          {data !== undefined && data.length > 0 && (
            <CredentialTable credentials={data} onTurn={(each) => turn.mutate(each)} onDelete={setDoomed} />
          )}
        </Panel>
      )}
      {adding && <AddCredentialDialog device={device} onAdded={reread} onClose={() => setAdding(false)} />}
      <Confirm
        opened={doomed !== undefined}
        title={doomed ? m.credentials.removeTitle(nameOf(doomed, m.credentials)) : ''}
        action={m.common.delete}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => doomed && remove.mutate(doomed)}
        onClose={() => {
          remove.reset();
          setDoomed(undefined);
        }}
      >
        {m.credentials.removeDetail}
      </Confirm>
    </>
  );
}
