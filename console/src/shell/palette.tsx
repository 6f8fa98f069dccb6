import { NativeScrollArea } from '@mantine/core';
import { createSpotlight, Spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useMay } from '../access/may.ts';
import { devicesQuery } from '../api/queries.ts';
import { useMessages } from '../i18n/language.tsx';
import { StateBadge } from '../ui/state-badge.tsx';
import { useCreations, usePages } from './pages.ts';

const [store, actions] = createSpotlight();
const devicesShown = 8;
const typingMs = 150;

/** Ctrl/Cmd-K: pages by name, devices by what the API finds. */
export function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactNode {
  const m = useMessages();
  const navigate = useNavigate();
  const may = useMay();
  const pages = usePages();
  const creations = useCreations();
  const [query, setQuery] = useState('');
  const [search] = useDebouncedValue(query.trim(), typingMs);
  const found = useQuery({ ...devicesQuery({ search: search || undefined, limit: devicesShown }), enabled: opened && may('device.read') });

  useEffect(() => {
    if (opened) actions.open();
    else actions.close();
  }, [opened]);

  const wanted = query.trim().toLowerCase();
  const matchingPages = pages.filter((page) => m.shell[page.name].toLowerCase().includes(wanted));
  const beginnings = creations.filter((each) => m.shell[each.name].toLowerCase().includes(wanted));
  const devices = found.data?.items ?? [];

  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      scrollAreaComponent={NativeScrollArea}
      attributes={{ content: { 'aria-label': m.shell.search } }}
    >
      <Spotlight.Search placeholder={m.shell.searchHint} aria-label={m.shell.search} leftSection={<IconSearch size={18} aria-hidden />} />
      <Spotlight.ActionsList className="palette-list" aria-label={m.shell.search}>
        {(matchingPages.length > 0 || beginnings.length > 0) && (
          <Spotlight.ActionsGroup label={m.shell.pages}>
            {matchingPages.map(({ to, name, Icon }) => (
              <Spotlight.Action
                key={to}
                label={m.shell[name]}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                onClick={() => void navigate({ to })}
              />
            ))}
            {beginnings.map(({ name, Icon, ...target }) => (
              <Spotlight.Action
                key={name}
                label={m.shell[name]}
                leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                onClick={() => void navigate(target)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {devices.length > 0 && (
          <Spotlight.ActionsGroup label={m.shell.devices}>
            {devices.map((device) => (
              <Spotlight.Action
                key={device.name}
                label={device.name}
                description={device.label ?? device.product}
                rightSection={<StateBadge state={device.state} />}
                onClick={() => void navigate({ to: '/devices/$device', params: { device: device.name } })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {matchingPages.length === 0 && beginnings.length === 0 && devices.length === 0 && !found.isFetching && (
          <Spotlight.Empty>{m.shell.noResults}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
