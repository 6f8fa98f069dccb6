import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconDots, IconListSearch, IconPlugX } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Connection } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { client } from '../../api/client.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { toast } from '../../ui/toast.ts';
import { BanDialog } from '../limits/ban-dialog.tsx';
import { useConnectionMessages } from './messages.ts';

/** What can be done about a connection. */
export function ConnectionMenu({ connection }: { connection: Connection }): ReactNode {
  const m = useConnectionMessages();
  const may = useMay();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [task, setTask] = useState<'end' | 'ban'>();
  const { id, owner, kind, clientId } = connection;
  const close = () => setTask(undefined);
  const end = useMutation({
    mutationFn: () => client.endConnection(id),
    onSuccess: () => {
      toast(m.connections.ended(owner));
      void cache.invalidateQueries({ queryKey: ['connections'] });
      void cache.invalidateQueries({ queryKey: ['device-connection'] });
      close();
    },
  });
  if (!may('connection.end') && !may('connection.ban') && !may('connection.trace')) return null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`${m.common.actions}: ${owner}`} data-testid={`connection-menu-${owner}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may('connection.trace') && (
            <Menu.Item
              leftSection={<IconListSearch size={16} aria-hidden />}
              onClick={() =>
                void navigate({
                  to: '/traces',
                  search: { create: true, ...(kind === 'device' ? { device: owner } : { client: clientId }) },
                })
              }
            >
              {m.connections.trace}
            </Menu.Item>
          )}
          {may('connection.ban') && (
            <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => setTask('ban')}>
              {m.connections.ban}
            </Menu.Item>
          )}
          {may('connection.end') && (
            <Menu.Item className="menu-critical" leftSection={<IconPlugX size={16} aria-hidden />} onClick={() => setTask('end')}>
              {m.connections.end}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={task === 'end'}
        title={m.connections.endTitle(owner)}
        action={m.connections.end}
        destructive
        busy={end.isPending}
        error={end.error}
        onConfirm={() => end.mutate()}
        onClose={close}
      >
        {m.connections.endDetail}
      </Confirm>
      {task === 'ban' && <BanDialog {...(kind === 'device' ? { device: owner } : { application: owner })} onClose={close} />}
    </>
  );
}
