import { ActionIcon, Popover } from '@mantine/core';
import { IconHelp } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useMessages } from '../../i18n/language.tsx';

const examples = [
  ['offline', "name.startsWith('pump-') && state == 'offline'"],
  ['silent', "lastSeenAt == null || lastSeenAt < '2026-01-31'"],
  ['labelled', "product in ['pump', 'fan'] && label.contains('3')"],
  ['numbered', "name.matches('^pump-[0-9]+$')"],
  ['made', "createdAt >= '2026-01-31T08:00:00+08:00'"],
] as const;

/** What the filter language can say, as examples that one press fills in. */
export function FilterHelp({ onExample }: { onExample: (filter: string) => void }): ReactNode {
  const m = useMessages().devices;
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={440} trapFocus withRoles={false}>
      <Popover.Target>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={m.filterHelp}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
          data-testid="filter-help"
        >
          <IconHelp size={18} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className="filter-help" role="dialog" aria-label={m.filterHelp}>
        <ul>
          {examples.map(([key, filter]) => (
            <li key={key}>
              <span className="dim">{m.filterExamples[key]}</span>
              <button
                type="button"
                className="filter-example mono"
                onClick={() => {
                  setOpened(false);
                  onExample(filter);
                }}
              >
                {filter}
              </button>
            </li>
          ))}
        </ul>
        <p className="dim">{m.filterFields}</p>
        <p className="mono filter-help-fields">name label product space labels.KEY state lastSeenAt createdAt</p>
        <p className="dim">{m.filterOperators}</p>
        <p className="mono filter-help-fields">
          {'== != < <= > >= && || ! in [] .startsWith() .contains() .endsWith() .matches() + - * / %'}
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}
