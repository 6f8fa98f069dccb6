import { Select, type SelectProps } from '@mantine/core';
import type { Space } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { useSpaceTree } from './space-queries.ts';
import { useSpaceText } from './space-text.ts';

const optionsShownMax = 100;

interface SpacePickerProps
  extends Pick<SelectProps, 'label' | 'description' | 'placeholder' | 'clearable' | 'error' | 'maw' | 'aria-label'> {
  readonly value: string | undefined;
  readonly onChange: (space: string | undefined) => void;
  /** Which spaces can be chosen; all that are in sight where left out. */
  readonly allowed?: (space: Space) => boolean;
  readonly testId?: string | undefined;
}

/** A space, found by typing part of its name or label or of a space above it. */
export function SpacePicker({ value, onChange, allowed, testId, ...rest }: SpacePickerProps): ReactNode {
  const m = useMessages().spaces;
  const text = useSpaceText();
  const { tree, error } = useSpaceTree();
  const options = [...(tree?.all.values() ?? [])]
    .filter((space) => space.name === value || (allowed?.(space) ?? true))
    .map((space) => ({ value: space.name, label: text.way(space, tree) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  // A space that can't be seen any more is still what was chosen.
  const unseen = value !== undefined && !options.some((option) => option.value === value) ? [{ value, label: value }] : [];
  return (
    <Select
      searchable
      allowDeselect={rest.clearable ?? false}
      limit={optionsShownMax}
      nothingFoundMessage={m.noneFound}
      {...rest}
      error={error === null ? rest.error : error.message}
      data={[...unseen, ...options]}
      value={value ?? null}
      filter={({ options: all, search, limit }) =>
        all.filter((option) => 'value' in option && fits(option.value, option.label, search)).slice(0, limit)
      }
      data-testid={testId}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}

function fits(name: string, label: string, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  return name.includes(wanted) || label.toLowerCase().includes(wanted);
}
