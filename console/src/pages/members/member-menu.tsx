import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconShieldOff, IconUserMinus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Member } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useCanGive } from '../../access/use-can-give.ts';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { toast } from '../../ui/toast.ts';
import { MemberRolesDialog } from './member-roles-dialog.tsx';

type Task = 'roles' | 'remove' | 'factor';

/** What can be done with a member; nothing with one who has more than oneself. */
export function MemberMenu({ member }: { member: Member }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const canGive = useCanGive();
  const { person } = useSession();
  const [task, setTask] = useState<Task>();
  const self = member.email === person.email;
  const close = () => {
    remove.reset();
    resetFactor.reset();
    setTask(undefined);
  };
  const remove = useMutation({
    mutationFn: () => client.removeMember(member.id),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['members'] });
      if (self) void cache.invalidateQueries({ queryKey: ['session'] });
      toast(m.members.removed(member.name));
      close();
    },
  });
  const resetFactor = useMutation({
    mutationFn: () => client.resetSecondFactor(member.id),
    onSuccess: () => {
      toast(m.members.resetFactorDone(member.name));
      close();
    },
  });
  if (!canGive(member.assignments)) return null;
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={m.spaces.actionsOf(member.name)} data-testid={`member-menu-${member.email}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setTask('roles')}>
            {m.members.editRoles}
          </Menu.Item>
          {!self && (
            <Menu.Item leftSection={<IconShieldOff size={16} aria-hidden />} onClick={() => setTask('factor')}>
              {m.members.resetFactor}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item className="menu-critical" leftSection={<IconUserMinus size={16} aria-hidden />} onClick={() => setTask('remove')}>
            {m.members.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {task === 'roles' && <MemberRolesDialog member={member} self={self} onClose={close} />}
      <Confirm
        opened={task === 'factor'}
        title={m.members.resetFactorTitle(member.name)}
        action={m.members.resetFactor}
        destructive
        busy={resetFactor.isPending}
        error={resetFactor.error}
        onConfirm={() => resetFactor.mutate()}
        onClose={close}
      >
        {m.members.resetFactorDetail}
      </Confirm>
      <Confirm
        opened={task === 'remove'}
        title={m.members.removeTitle(member.name)}
        action={m.members.remove}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        <p className="confirm-text">{m.members.removeDetail}</p>
        {self && <p className="confirm-text menu-critical">{m.members.removeSelf}</p>}
      </Confirm>
    </>
  );
}
