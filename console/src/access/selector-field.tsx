import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client } from '../api/client.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { FilterProblem, filterPlaceOf } from '../ui/filter-problem.tsx';
import { useMay } from './may.ts';
import { speaksOfLabelsOnly } from './patterns.ts';

const typingMs = 400;
const selectorCharsMax = 500;

interface SelectorFieldProps {
  readonly value: string;
  readonly missing: string | undefined;
  readonly onChange: (selector: string) => void;
}

/** A condition on labels; while it is typed the platform says how many devices it fits, or where it is wrong. */
export function SelectorField({ value, missing, onChange }: SelectorFieldProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const may = useMay();
  const [typed] = useDebouncedValue(value.trim(), typingMs);
  const labelsOnly = speaksOfLabelsOnly(value);
  const check = useQuery({
    queryKey: ['devices', 'selector', typed],
    enabled: typed !== '' && speaksOfLabelsOnly(typed) && may('device.read'),
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => client.listDevices({ filter: typed, limit: 1 }, { signal }),
  });
  const current = typed === value.trim() && typed !== '';
  const place = current ? filterPlaceOf(check.error) : undefined;
  const fits = current && check.data !== undefined && !check.isPlaceholderData && !check.error ? check.data : null;
  const problem = labelsOnly ? place && <FilterProblem filter={typed} place={place} /> : m.scope.labelsOnly;
  return (
    <TextInput
      aria-label={m.scope.kinds.labels}
      placeholder="labels.site == 'north'"
      classNames={{ input: 'mono' }}
      value={value}
      maxLength={selectorCharsMax}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      description={fits === null || problem ? undefined : m.scope.fits(fits.total ?? 0, format.total(fits))}
      error={problem ?? missing}
      data-testid="selector"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
