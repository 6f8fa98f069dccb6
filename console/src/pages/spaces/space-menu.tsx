import { ActionIcon, Menu } from '@mantine/core';
import { IconArrowMoveRight, IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import type { Space } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { useSpaceText } from '../../spaces/space-text.ts';
import type { SpaceTask } from './space-dialogs.tsx';

interface SpaceMenuProps {
  readonly space: Space;
  /** False: the Tab key passes it by, as it does with what belongs to another row. */
  readonly reachable?: boolean;
  readonly framed?: boolean;
  readonly onTask: (task: SpaceTask) => void;
}

/** What can be done to a space; shown to who may do it only. */
export function SpaceMenu({ space, reachable = true, framed = false, onTask }: SpaceMenuProps): ReactNode {
  const m = useMessages().spaces;
  const text = useSpaceText();
  const isRoot = space.parent === null;
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon
          {...(framed ? { variant: 'default', size: 30 } : {})}
          tabIndex={reachable ? 0 : -1}
          aria-label={m.actionsOf(text.of(space))}
          data-testid={`space-menu-${space.name}`}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={() => onTask({ kind: 'add', parent: space.name })}>
          {m.addBelow}
        </Menu.Item>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => onTask({ kind: 'rename', space: space.name })}>
          {m.rename}
        </Menu.Item>
        {!isRoot && (
          <>
            <Menu.Item
              leftSection={<IconArrowMoveRight size={16} aria-hidden />}
              onClick={() => onTask({ kind: 'move', space: space.name })}
            >
              {m.move}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              className="menu-critical"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => onTask({ kind: 'remove', space: space.name })}
            >
              {m.remove}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
