import { Button, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Space } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { mayOn } from '../../access/may.ts';
import { client } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { SpacePicker } from '../../spaces/space-picker.tsx';
import { useSpaceText } from '../../spaces/space-text.ts';
import { type SpaceTree, withBelow } from '../../spaces/space-tree.ts';
import { moveSpaceRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

interface MoveSpaceDialogProps {
  readonly tree: SpaceTree;
  readonly space: Space;
  readonly to: string | undefined;
  readonly onClose: () => void;
}

export function MoveSpaceDialog({ tree, space, to: wanted, onClose }: MoveSpaceDialogProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const text = useSpaceText();
  const cache = useQueryClient();
  const inside = withBelow(tree, space.name);
  const [to, setTo] = useState(wanted !== undefined && !inside.has(wanted) ? wanted : undefined);
  const move = useMutation({
    mutationFn: (parent: string) => client.updateSpace(space.name, { parent }),
    onSuccess: async (_moved, parent) => {
      await cache.invalidateQueries({ queryKey: ['spaces'] });
      void cache.invalidateQueries({ queryKey: ['devices'] });
      toast(m.spaces.moved(text.of(space), text.named(parent, tree)));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={m.spaces.moveTitle(text.of(space))} closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (to !== undefined) move.mutate(to);
        }}
      >
        <p className="confirm-text">{m.spaces.moveDetail(m.devices.total(space.devicesBelow, format.integer(space.devicesBelow)))}</p>
        <SpacePicker
          label={m.spaces.moveTo}
          value={to}
          allowed={(each) => mayOn(each, 'space.write') && !inside.has(each.name) && each.name !== space.parent}
          onChange={setTo}
          testId="move-to"
        />
        {move.error && <ProblemNotice error={move.error} />}
        <div className="form-end">
          {to !== undefined && <CopyAs recipe={() => moveSpaceRecipe(space.name, to)} />}
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={move.isPending} disabled={to === undefined || to === space.parent}>
            {m.spaces.move}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
