import { CloseButton, TextInput } from '@mantine/core';
import { IconFilterCode } from '@tabler/icons-react';
import type { ErrorPlace } from '@thalamus/sdk';
import { type ReactNode, useEffect, useState } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { FilterProblem } from '../../ui/filter-problem.tsx';
import { FilterHelp } from './filter-help.tsx';

/** Longest filter that the platform reads, in characters. */
const filterCharsMax = 2000;

interface FilterFieldProps {
  readonly filter: string;
  readonly problem: ErrorPlace | undefined;
  readonly onFilter: (filter: string) => void;
}

/** A condition in the filter language; it applies on Enter and when the field is left, as half a condition is none. */
export function FilterField({ filter, problem, onFilter }: FilterFieldProps): ReactNode {
  const m = useMessages().devices;
  const [typed, setTyped] = useState(filter);
  useEffect(() => setTyped(filter), [filter]);
  const apply = (text: string) => {
    const trimmed = text.trim();
    setTyped(trimmed);
    if (trimmed !== filter) onFilter(trimmed);
  };
  // The place is one in the filter that was sent, not in what is typed since.
  const shown = typed.trim() === filter ? problem : undefined;
  return (
    <form
      className="filter-field"
      onSubmit={(event) => {
        event.preventDefault();
        apply(typed);
      }}
    >
      <TextInput
        aria-label={m.filter}
        placeholder={m.filterPlaceholder}
        value={typed}
        maxLength={filterCharsMax}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        classNames={{ root: 'filter-field-text', input: 'mono' }}
        leftSection={<IconFilterCode size={16} aria-hidden />}
        rightSection={typed !== '' && <CloseButton size="sm" aria-label={m.filterClear} onClick={() => apply('')} />}
        error={shown !== undefined && <FilterProblem filter={filter} place={shown} />}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onBlur={(event) => apply(event.currentTarget.value)}
        data-testid="device-filter"
      />
      <FilterHelp onExample={apply} />
    </form>
  );
}
