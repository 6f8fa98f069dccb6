import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { mayOn } from '../../access/may.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { useSpaceText } from '../../spaces/space-text.ts';
import type { SpaceRow } from '../../spaces/space-tree.ts';
import { TextLink } from '../../ui/link.tsx';
import type { SpaceTask } from './space-dialogs.tsx';
import { SpaceMenu } from './space-menu.tsx';
import { useGridKeys } from './use-grid-keys.ts';

interface SpaceGridProps {
  readonly rows: readonly SpaceRow[];
  readonly onToggle: (space: string, open: boolean) => void;
  readonly onTask: (task: SpaceTask) => void;
}

/** The tree as rows: arrow keys move, open and close; a row dragged onto another asks to move it there. */
export function SpaceGrid({ rows, onToggle, onTask }: SpaceGridProps): ReactNode {
  const m = useMessages();
  const { body, current, setAt, onKey } = useGridKeys(rows, onToggle);
  return (
    <div className="table-scroll">
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a tree grid is a table (WAI-ARIA APG), and stays one where roles mean nothing */}
      <table className="table space-grid" role="treegrid" aria-label={m.spaces.title}>
        <thead>
          <tr>
            <th scope="col">{m.spaces.space}</th>
            <th scope="col" className="right wide-only">
              {m.spaces.here}
            </th>
            <th scope="col" className="right">
              {m.spaces.below}
            </th>
            <th scope="col" className="shrink">
              <VisuallyHidden>{m.common.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody ref={body}>
          {rows.map((row, index) => (
            <GridRow
              key={row.space.name}
              row={row}
              current={row.space.name === current}
              onKey={(event) => onKey(event, index)}
              onFocus={() => setAt(row.space.name)}
              onToggle={onToggle}
              onTask={onTask}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface GridRowProps {
  readonly row: SpaceRow;
  readonly current: boolean;
  readonly onKey: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: () => void;
  readonly onToggle: SpaceGridProps['onToggle'];
  readonly onTask: SpaceGridProps['onTask'];
}

const dragType = 'application/x-thalamus-space';

function GridRow({ row: { space, level, children, opened }, current, onKey, onFocus, onToggle, onTask }: GridRowProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const text = useSpaceText().of(space);
  const [over, setOver] = useState(false);
  const writable = mayOn(space, 'space.write');
  const Arrow = opened ? IconChevronDown : IconChevronRight;
  const dragged = (types: readonly string[]) => writable && types.includes(dragType);
  return (
    <tr
      aria-level={level}
      aria-expanded={children === 0 ? undefined : opened}
      tabIndex={current ? 0 : -1}
      data-space={space.name}
      data-testid={`space-row-${space.name}`}
      data-over={over || undefined}
      draggable={writable && space.parent !== null}
      onKeyDown={onKey}
      onFocus={onFocus}
      onDragStart={(event) => event.dataTransfer.setData(dragType, space.name)}
      onDragOver={(event) => {
        if (!dragged(event.dataTransfer.types)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const moving = event.dataTransfer.getData(dragType);
        event.preventDefault();
        if (moving !== '' && moving !== space.name) onTask({ kind: 'move', space: moving, to: space.name });
      }}
    >
      <td>
        <div className="space-cell" style={{ paddingInlineStart: (level - 1) * 20 }}>
          {children > 0 ? (
            <ActionIcon
              size="sm"
              tabIndex={-1}
              aria-label={opened ? m.spaces.collapse(text) : m.spaces.expand(text)}
              onClick={() => onToggle(space.name, !opened)}
            >
              <Arrow size={16} aria-hidden />
            </ActionIcon>
          ) : (
            <span className="space-leaf" />
          )}
          <div className="space-names">
            <TextLink to="/spaces/$space" params={{ space: space.name }} className="device-name" tabIndex={current ? 0 : -1}>
              {text}
            </TextLink>
            {text !== space.name && <div className="dim device-label mono">{space.name}</div>}
          </div>
        </div>
      </td>
      <td className="right wide-only">{format.integer(space.devices)}</td>
      <td className="right">
        <TextLink to="/devices" search={{ space: space.name }} tabIndex={current ? 0 : -1}>
          {format.integer(space.devicesBelow)}
        </TextLink>
      </td>
      <td className="shrink">{writable && <SpaceMenu space={space} reachable={current} onTask={onTask} />}</td>
    </tr>
  );
}
