import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowMoveRight, IconBan, IconCircleCheck, IconDots, IconHistory, IconPencil, IconTags, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Device, DevicePatch } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { mayOn, useMay } from '../../access/may.ts';
import { client } from '../../api/client.ts';
import { deviceQuery } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { CopyAs } from '../../ui/copy-as.tsx';
import { valuesRecipe } from '../../ui/recipes.ts';
import { toast } from '../../ui/toast.ts';
import { EditLabel, EditLabels, MoveDevice } from './device-dialogs.tsx';

type Task = 'label' | 'labels' | 'move' | 'remove';

/** What can be done to a device as a whole, by whoever may do it. */
export function DeviceMenu({ device }: { device: Device }): ReactNode {
  const m = useMessages();
  const may = useMay();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [task, setTask] = useState<Task>();
  const disabled = device.state === 'disabled';
  const writable = mayOn(device, 'device.write');
  const close = () => setTask(undefined);

  const update = useMutation({
    mutationFn: (patch: DevicePatch) => client.updateDevice(device.name, patch),
    onSuccess: (changed, patch) => {
      cache.setQueryData(deviceQuery(device.name).queryKey, changed);
      void cache.invalidateQueries({ queryKey: ['devices'] });
      void cache.invalidateQueries({ queryKey: ['spaces'] });
      if (patch.disabled !== undefined) toast(patch.disabled ? m.device.disabledToast(device.name) : m.device.enabledToast(device.name));
      else if (patch.space !== undefined) toast(m.device.movedToast(device.name));
      else toast(patch.labels === undefined ? m.device.labelSaved : m.labels.saved);
      close();
    },
  });
  const remove = useMutation({
    mutationFn: () => client.deleteDevice(device.name),
    onSuccess: async () => {
      toast(m.device.removed(device.name));
      await navigate({ to: '/devices' });
      cache.removeQueries({ queryKey: ['device', device.name] });
      void cache.invalidateQueries({ queryKey: ['devices'] });
      void cache.invalidateQueries({ queryKey: ['spaces'] });
    },
  });
  const dialog = {
    device,
    busy: update.isPending,
    error: update.error,
    onClose: close,
    onSave: (patch: DevicePatch) => update.mutate(patch),
  };

  return (
    <>
      <CopyAs recipe={() => valuesRecipe(device.name)} />
      {(writable || may('audit.read')) && (
        <Menu>
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={m.common.actions} data-testid="device-menu">
              <IconDots size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {writable && (
              <>
                <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setTask('label')}>
                  {m.device.edit}
                </Menu.Item>
                <Menu.Item leftSection={<IconTags size={16} aria-hidden />} onClick={() => setTask('labels')}>
                  {m.labels.edit}
                </Menu.Item>
                {may('space.read') && (
                  <Menu.Item leftSection={<IconArrowMoveRight size={16} aria-hidden />} onClick={() => setTask('move')}>
                    {m.device.move}
                  </Menu.Item>
                )}
                <Menu.Item
                  leftSection={disabled ? <IconCircleCheck size={16} aria-hidden /> : <IconBan size={16} aria-hidden />}
                  onClick={() => update.mutate({ disabled: !disabled })}
                >
                  {disabled ? m.device.enable : m.device.disable}
                </Menu.Item>
              </>
            )}
            {may('audit.read') && (
              <Menu.Item
                leftSection={<IconHistory size={16} aria-hidden />}
                onClick={() => void navigate({ to: '/audit', search: { type: 'device', resource: device.name } })}
              >
                {m.device.changes}
              </Menu.Item>
            )}
            {writable && (
              <>
                <Menu.Divider />
                <Menu.Item className="menu-critical" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setTask('remove')}>
                  {m.device.remove}
                </Menu.Item>
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {task === 'label' && <EditLabel {...dialog} />}
      {task === 'labels' && <EditLabels {...dialog} />}
      {task === 'move' && <MoveDevice {...dialog} />}
      <Confirm
        opened={task === 'remove'}
        title={m.device.removeTitle(device.name)}
        action={m.device.remove}
        typed={device.name}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        <p className="confirm-text">{m.device.removeDetail}</p>
        <p className="confirm-text dim">{m.device.removeInstead}</p>
      </Confirm>
    </>
  );
}
