import type { ReactNode } from 'react';
import { useSpaceTree } from '../../spaces/space-queries.ts';
import { MoveSpaceDialog } from './move-space-dialog.tsx';
import { NewSpaceDialog } from './new-space-dialog.tsx';
import { RemoveSpaceDialog } from './remove-space-dialog.tsx';
import { RenameSpaceDialog } from './rename-space-dialog.tsx';

/** What somebody is about to do with the tree. */
export type SpaceTask =
  | { readonly kind: 'add'; readonly parent?: string | undefined }
  | { readonly kind: 'rename'; readonly space: string }
  | { readonly kind: 'move'; readonly space: string; readonly to?: string }
  | { readonly kind: 'remove'; readonly space: string };

interface SpaceDialogsProps {
  readonly task: SpaceTask | undefined;
  readonly onClose: () => void;
  /** The space is gone, so that its page has to be left. */
  readonly onRemoved?: () => void;
}

export function SpaceDialogs({ task, onClose, onRemoved }: SpaceDialogsProps): ReactNode {
  const { tree } = useSpaceTree();
  if (task === undefined || tree === undefined) return null;
  if (task.kind === 'add') return <NewSpaceDialog tree={tree} parent={task.parent} onClose={onClose} />;
  const space = tree.all.get(task.space);
  if (space === undefined) return null;
  if (task.kind === 'rename') return <RenameSpaceDialog space={space} onClose={onClose} />;
  if (task.kind === 'move') return <MoveSpaceDialog tree={tree} space={space} to={task.to} onClose={onClose} />;
  return <RemoveSpaceDialog tree={tree} space={space} onClose={onClose} onRemoved={onRemoved} />;
}
