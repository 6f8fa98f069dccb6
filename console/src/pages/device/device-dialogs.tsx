import { Button, Modal, TextInput } from '@mantine/core';
import type { Device, DevicePatch } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { mayOn } from '../../access/may.ts';
import { useMessages } from '../../i18n/language.tsx';
import { LabelsEditor, useLabelsDraft } from '../../labels/labels-editor.tsx';
import { SpacePicker } from '../../spaces/space-picker.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';

interface DeviceDialogProps {
  readonly device: Device;
  readonly busy: boolean;
  readonly error: unknown;
  readonly onClose: () => void;
  readonly onSave: (patch: DevicePatch) => void;
}

export function EditLabel({ device, onSave, ...frame }: DeviceDialogProps): ReactNode {
  const m = useMessages();
  const [label, setLabel] = useState(device.label ?? '');
  return (
    <DialogFrame {...frame} title={m.device.edit} onSubmit={() => onSave({ label: label.trim() === '' ? null : label.trim() })}>
      <TextInput
        label={m.common.label}
        description={m.addDevice.labelHint}
        value={label}
        data-autofocus
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
    </DialogFrame>
  );
}

export function EditLabels({ device, onSave, ...frame }: DeviceDialogProps): ReactNode {
  const m = useMessages();
  const draft = useLabelsDraft(device.labels);
  const [checked, setChecked] = useState(false);
  const submit = () => {
    setChecked(true);
    if (draft.labels !== undefined) onSave({ labels: draft.labels });
  };
  return (
    <DialogFrame {...frame} title={m.labels.edit} onSubmit={submit}>
      <LabelsEditor draft={draft} checked={checked} />
    </DialogFrame>
  );
}

export function MoveDevice({ device, onSave, ...frame }: DeviceDialogProps): ReactNode {
  const m = useMessages();
  const [space, setSpace] = useState<string | undefined>(device.space);
  return (
    <DialogFrame
      {...frame}
      title={m.device.moveTitle(device.name)}
      action={m.spaces.move}
      ready={space !== undefined && space !== device.space}
      onSubmit={() => space !== undefined && onSave({ space })}
    >
      <p className="confirm-text">{m.device.moveDetail}</p>
      <SpacePicker
        label={m.spaces.moveTo}
        value={space}
        allowed={(each) => mayOn(each, 'device.write')}
        testId="move-to"
        onChange={setSpace}
      />
    </DialogFrame>
  );
}

interface DialogFrameProps extends Pick<DeviceDialogProps, 'busy' | 'error' | 'onClose'> {
  readonly title: string;
  readonly action?: string;
  readonly ready?: boolean;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}

function DialogFrame({ title, action, ready = true, busy, error, onClose, onSubmit, children }: DialogFrameProps): ReactNode {
  const m = useMessages().common;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': m.close }}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {error !== null && <ProblemNotice error={error} />}
        <div className="form-end">
          <Button variant="default" onClick={onClose}>
            {m.cancel}
          </Button>
          <Button type="submit" loading={busy} disabled={!ready}>
            {action ?? m.save}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
