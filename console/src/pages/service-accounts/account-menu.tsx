import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconCircleCheck, IconDots, IconKey, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ServiceAccount } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useCanGive } from '../../access/use-can-give.ts';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { ProblemDialog } from '../../ui/problem-dialog.tsx';
import { toast } from '../../ui/toast.ts';

/** What can be done with a service account; with one that has more than oneself, only stopping it. */
export function AccountMenu({ account, onEdit }: { account: ServiceAccount; onEdit: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const canGive = useCanGive()(account.assignments);
  const [removing, setRemoving] = useState(false);
  const { name, disabled } = account;
  const refresh = () => void cache.invalidateQueries({ queryKey: ['service-accounts'] });
  const change = useMutation({
    mutationFn: () => client.updateServiceAccount(name, { disabled: !disabled }),
    onSuccess: () => {
      refresh();
      toast(disabled ? m.accounts.enabledToast(name) : m.accounts.disabledToast(name));
    },
  });
  const remove = useMutation({
    mutationFn: () => client.deleteServiceAccount(name),
    onSuccess: () => {
      refresh();
      void cache.invalidateQueries({ queryKey: ['api-keys'] });
      setRemoving(false);
      toast(m.accounts.removed(name));
    },
  });
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={m.spaces.actionsOf(account.label ?? name)} data-testid={`account-menu-${name}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {canGive && (
            <>
              <Menu.Item
                leftSection={<IconKey size={16} aria-hidden />}
                onClick={() => void navigate({ to: '/api-keys', search: { create: true, account: name } })}
              >
                {m.accounts.makeKey}
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onEdit}>
                {m.accounts.edit}
              </Menu.Item>
              <Menu.Item
                leftSection={disabled ? <IconCircleCheck size={16} aria-hidden /> : <IconBan size={16} aria-hidden />}
                onClick={() => change.mutate()}
              >
                {disabled ? m.accounts.enable : m.accounts.disable}
              </Menu.Item>
              <Menu.Divider />
            </>
          )}
          <Menu.Item className="menu-critical" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setRemoving(true)}>
            {m.accounts.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ProblemDialog error={change.error} onClose={change.reset} />
      <Confirm
        opened={removing}
        title={m.accounts.removeTitle(name)}
        action={m.accounts.remove}
        typed={name}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        <p className="confirm-text">{m.accounts.removeDetail}</p>
        {!disabled && <p className="confirm-text dim">{m.accounts.removeInstead}</p>}
      </Confirm>
    </>
  );
}
