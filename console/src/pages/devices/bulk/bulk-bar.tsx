import { Button } from '@mantine/core';
import { IconArrowMoveRight, IconBan, IconCircleCheck, IconTag, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../../access/may.ts';
import { useFormat, useMessages } from '../../../i18n/language.tsx';
import { BulkDialog, type BulkTask } from './bulk-dialog.tsx';
import { type Selection, selectedMax } from './use-selection.ts';
import './bulk.css';

/** What can be done to all chosen devices; it stays in sight while there are any. */
export function BulkBar({ selection }: { selection: Selection }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const may = useMay();
  const [task, setTask] = useState<BulkTask>();
  const count = selection.devices.size;
  if (count === 0) return null;
  const actions = [
    ...(may('space.read') ? [{ key: 'move', label: m.bulk.move, Icon: IconArrowMoveRight } as const] : []),
    { key: 'label', label: m.bulk.label, Icon: IconTag },
    { key: 'disable', label: m.device.disable, Icon: IconBan },
    { key: 'enable', label: m.device.enable, Icon: IconCircleCheck },
    { key: 'remove', label: m.common.delete, Icon: IconTrash },
  ] as const;
  return (
    <section className="bulk-bar" aria-label={m.bulk.title}>
      <strong className="num" role="status">
        {m.bulk.selected(count, format.integer(count))}
        {count >= selectedMax && ` (${m.bulk.most})`}
      </strong>
      {actions.map(({ key, label, Icon }) => (
        <Button
          key={key}
          size="xs"
          variant="default"
          leftSection={<Icon size={14} aria-hidden />}
          onClick={() => setTask(key)}
          data-testid={`bulk-${key}`}
        >
          {label}
        </Button>
      ))}
      <Button size="xs" variant="subtle" onClick={selection.clear}>
        {m.bulk.clear}
      </Button>
      {task && <BulkDialog task={task} selection={selection} onClose={() => setTask(undefined)} />}
    </section>
  );
}
