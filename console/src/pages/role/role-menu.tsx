import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconHistory, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Role } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { toast } from '../../ui/toast.ts';

/** What can be done to a role besides editing it; who has it is told when it can't be deleted. */
export function RoleMenu({ role }: { role: Role }): ReactNode {
  const m = useMessages();
  const may = useMay();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [removing, setRemoving] = useState(false);
  const remove = useMutation({
    mutationFn: () => client.deleteRole(role.name),
    onSuccess: async () => {
      toast(m.roles.removed(role.name));
      await navigate({ to: '/roles' });
      cache.removeQueries({ queryKey: ['roles', role.name] });
      void cache.invalidateQueries({ queryKey: ['roles'] });
    },
  });
  const mayRemove = may('access.role') && !role.builtin;
  return (
    <>
      {may('access.role') && (
        <ButtonLink to="/roles/new" search={{ from: role.name }} variant="default" leftSection={<IconCopy size={16} aria-hidden />}>
          {m.roles.duplicate}
        </ButtonLink>
      )}
      {(mayRemove || may('audit.read')) && (
        <Menu>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={m.common.actions} data-testid="role-menu">
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {may('audit.read') && (
              <Menu.Item
                leftSection={<IconHistory size={16} aria-hidden />}
                onClick={() => void navigate({ to: '/audit', search: { type: 'role', resource: role.name } })}
              >
                {m.device.changes}
              </Menu.Item>
            )}
            {mayRemove && (
              <Menu.Item className="menu-critical" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setRemoving(true)}>
                {m.roles.remove}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <Confirm
        opened={removing}
        title={m.roles.removeTitle(role.name)}
        action={m.roles.remove}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => {
          remove.reset();
          setRemoving(false);
        }}
      >
        {m.roles.removeDetail}
      </Confirm>
    </>
  );
}
