import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Space } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { useSpaceText } from '../../spaces/space-text.ts';
import type { SpaceTree } from '../../spaces/space-tree.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { toast } from '../../ui/toast.ts';

interface RemoveSpaceDialogProps {
  readonly tree: SpaceTree;
  readonly space: Space;
  readonly onClose: () => void;
  readonly onRemoved: (() => void) | undefined;
}

/** Asks before an empty space goes; of one that is not empty it says what stands in it. */
export function RemoveSpaceDialog({ tree, space, onClose, onRemoved }: RemoveSpaceDialogProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const text = useSpaceText().of(space);
  const cache = useQueryClient();
  const spaces = tree.children.get(space.name)?.length ?? 0;
  const remove = useMutation({
    mutationFn: () => client.deleteSpace(space.name),
    onSuccess: async () => {
      onClose();
      onRemoved?.();
      await cache.invalidateQueries({ queryKey: ['spaces'] });
      toast(m.spaces.removed(text));
    },
  });
  if (spaces > 0 || space.devices > 0) {
    return (
      <Modal opened onClose={onClose} title={m.spaces.notEmptyTitle(text)} closeButtonProps={{ 'aria-label': m.common.close }}>
        <div className="form">
          <ul className="plain-list">
            {spaces > 0 && <li>{m.spaces.notEmptySpaces(spaces, format.integer(spaces))}</li>}
            {space.devices > 0 && <li>{m.spaces.notEmptyDevices(space.devices, format.integer(space.devices))}</li>}
          </ul>
          <p className="confirm-text dim">{m.spaces.notEmptyDetail}</p>
          <div className="form-end">
            {space.devices > 0 && (
              <ButtonLink to="/devices" search={{ space: space.name }} variant="default">
                {m.spaces.showDevices}
              </ButtonLink>
            )}
            <Button onClick={onClose}>{m.common.close}</Button>
          </div>
        </div>
      </Modal>
    );
  }
  return (
    <Confirm
      opened
      title={m.spaces.removeTitle(text)}
      action={m.spaces.remove}
      destructive
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {m.spaces.removeDetail}
    </Confirm>
  );
}
