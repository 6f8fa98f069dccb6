import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core';
import { IconBan, IconCircleCheck, IconDots, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Device, DevicePatch } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { deviceQuery } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { valuesRecipe } from '../../ui/recipes.ts';
import { toast } from '../../ui/toast.ts';

/** What can be done to a device as a whole. */
export function DeviceMenu({ device }: { device: Device }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const disabled = device.state === 'disabled';

  const update = useMutation({
    mutationFn: (patch: DevicePatch) => client.updateDevice(device.name, patch),
    onSuccess: (changed, patch) => {
      cache.setQueryData(deviceQuery(device.name).queryKey, changed);
      void cache.invalidateQueries({ queryKey: ['devices'] });
      if (patch.disabled === undefined) toast(m.device.labelSaved);
      else toast(patch.disabled ? m.device.disabledToast(device.name) : m.device.enabledToast(device.name));
      setEditing(false);
    },
  });
  const remove = useMutation({
    mutationFn: () => client.deleteDevice(device.name),
    onSuccess: async () => {
      toast(m.device.removed(device.name));
      await navigate({ to: '/devices' });
      cache.removeQueries({ queryKey: ['device', device.name] });
      void cache.invalidateQueries({ queryKey: ['devices'] });
    },
  });

  return (
    <>
      <CopyAs recipe={() => valuesRecipe(device.name)} />
      <Menu>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={m.common.actions}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setEditing(true)}>
            {m.device.edit}
          </Menu.Item>
          <Menu.Item
            leftSection={disabled ? <IconCircleCheck size={16} aria-hidden /> : <IconBan size={16} aria-hidden />}
            onClick={() => update.mutate({ disabled: !disabled })}
          >
            {disabled ? m.device.enable : m.device.disable}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconHistory size={16} aria-hidden />}
            onClick={() => void navigate({ to: '/audit', search: { type: 'device', resource: device.name } })}
          >
            {m.device.changes}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item className="menu-critical" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => setRemoving(true)}>
            {m.device.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <EditLabel
        key={String(editing)}
        label={device.label ?? ''}
        opened={editing}
        busy={update.isPending}
        error={update.error}
        onClose={() => setEditing(false)}
        onSave={(label) => update.mutate({ label: label === '' ? null : label })}
      />
      <Confirm
        opened={removing}
        title={m.device.removeTitle(device.name)}
        action={m.device.remove}
        typed={device.name}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setRemoving(false)}
      >
        <p className="confirm-text">{m.device.removeDetail}</p>
        <p className="confirm-text dim">{m.device.removeInstead}</p>
      </Confirm>
    </>
  );
}

interface EditLabelProps {
  readonly label: string;
  readonly opened: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onClose: () => void;
  readonly onSave: (label: string) => void;
}

function EditLabel({ label: known, opened, busy, error, onClose, onSave }: EditLabelProps): ReactNode {
  const m = useMessages();
  const [label, setLabel] = useState(known);
  return (
    <Modal opened={opened} onClose={onClose} title={m.device.edit} closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          onSave(label.trim());
        }}
      >
        <TextInput
          label={m.common.label}
          description={m.addDevice.labelHint}
          value={label}
          data-autofocus
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {error !== null && <ProblemNotice error={error} />}
        <div className="form-end">
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={busy}>
            {m.common.save}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
