import { Checkbox, CloseButton, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ErrorPlace } from '@thalamus/sdk';
import { type ReactNode, useEffect, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { productsQuery } from '../../api/queries.ts';
import { type DevicesSearch, deviceStates } from '../../app/search.ts';
import { useMessages } from '../../i18n/language.tsx';
import { SpacePicker } from '../../spaces/space-picker.tsx';
import { FilterField } from './filter-field.tsx';

const route = getRouteApi('/inside/devices');
const typingMs = 200;

interface DeviceFiltersProps {
  readonly filter: DevicesSearch;
  /** Where the condition is wrong. */
  readonly problem: ErrorPlace | undefined;
}

/** Search and filters; each change goes to the URL and back to the first page. */
export function DeviceFilters({ filter, problem }: DeviceFiltersProps): ReactNode {
  const m = useMessages();
  const navigate = route.useNavigate();
  const may = useMay();
  const products = useQuery({ ...productsQuery, enabled: may('product.read') });
  const [typed, setTyped] = useState(filter.search ?? '');
  useEffect(() => setTyped(filter.search ?? ''), [filter.search]);

  const { search, product, state, space, show } = filter;
  const apply = (changed: { [key in 'search' | 'product' | 'state' | 'space' | 'show' | 'filter']?: string | undefined }) => {
    const wanted = { search, product, state, space, show, filter: filter.filter, ...changed };
    const set = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined && value !== '')) as DevicesSearch;
    void navigate({ search: set, replace: 'search' in changed });
  };
  const searchSoon = useDebouncedCallback((text: string) => apply({ search: text.trim() }), typingMs);

  return (
    <search className="filters">
      <TextInput
        aria-label={m.devices.search}
        placeholder={m.devices.search}
        value={typed}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={typed !== '' && <CloseButton size="sm" aria-label={m.devices.clear} onClick={() => apply({ search: '' })} />}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          searchSoon(event.currentTarget.value);
        }}
      />
      {may('product.read') && (
        <Select
          aria-label={m.common.product}
          placeholder={m.devices.anyProduct}
          data={products.data?.map((each) => each.name) ?? []}
          value={product ?? null}
          searchable
          clearable
          onChange={(value) => apply({ product: value ?? undefined })}
        />
      )}
      <Select
        aria-label={m.common.state}
        placeholder={m.devices.anyState}
        data={deviceStates.map((each) => ({ value: each, label: m.common.states[each] }))}
        value={state ?? null}
        clearable
        onChange={(value) => apply({ state: value ?? undefined })}
      />
      {may('space.read') && (
        <SpacePicker
          aria-label={m.spaces.space}
          placeholder={m.devices.anySpace}
          value={space}
          clearable
          testId="filter-space"
          onChange={(value) => apply({ space: value })}
        />
      )}
      <Checkbox
        className="filter-check"
        label={m.labels.show}
        checked={show === 'labels'}
        onChange={(event) => apply({ show: event.currentTarget.checked ? 'labels' : undefined })}
      />
      <FilterField filter={filter.filter ?? ''} problem={problem} onFilter={(text) => apply({ filter: text })} />
    </search>
  );
}
