import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { devicesQuery } from '../api/queries.ts';
import { useMessages } from '../i18n/language.tsx';

const optionsShown = 30;
const typingMs = 200;

interface DevicePickerProps extends Pick<SelectProps, 'label' | 'placeholder' | 'error' | 'aria-label'> {
  readonly value: string | undefined;
  readonly onChange: (device: string | undefined) => void;
}

/** One device, found by the platform by part of its name or label. */
export function DevicePicker({ value, onChange, ...rest }: DevicePickerProps): ReactNode {
  const m = useMessages().devices;
  const [search, setSearch] = useState(value ?? '');
  const [wanted] = useDebouncedValue(search.trim(), typingMs);
  // What was chosen stands in the field: it is no search.
  const found = useQuery(devicesQuery({ search: wanted === '' || wanted === value ? undefined : wanted, limit: optionsShown }));
  const names = found.data?.items.map(({ name }) => name) ?? [];
  const data = value === undefined || names.includes(value) ? names : [value, ...names];
  return (
    <Select
      searchable
      allowDeselect={false}
      nothingFoundMessage={m.noMatchTitle}
      {...rest}
      data={data}
      value={value ?? null}
      searchValue={search}
      filter={({ options }) => options}
      onSearchChange={setSearch}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
