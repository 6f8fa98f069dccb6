import { Button, CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilterOff, IconPlus, IconSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { useMessages } from '../../i18n/language.tsx';
import { useSpaceTree } from '../../spaces/space-queries.ts';
import { visibleRows } from '../../spaces/space-tree.ts';
import { Empty } from '../../ui/empty.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { SpaceDialogs, type SpaceTask } from './space-dialogs.tsx';
import { SpaceGrid } from './space-grid.tsx';
import { useOpened } from './use-opened.ts';
import './spaces.css';

const route = getRouteApi('/inside/spaces');
const typingMs = 150;

export function SpacesPage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const navigate = route.useNavigate();
  const { search = '', create } = route.useSearch();
  const { tree, error, refetch } = useSpaceTree();
  const [opened, toggle] = useOpened(tree);
  const [typed, setTyped] = useState(search);
  useEffect(() => setTyped(search), [search]);
  const [task, setTask] = useState<SpaceTask>();
  const find = (text: string) => void navigate({ search: text.trim() === '' ? {} : { search: text.trim() }, replace: true });
  const findSoon = useDebouncedCallback(find, typingMs);
  const rows = tree === undefined ? [] : visibleRows(tree, opened, search);
  const shownTask = task ?? (create ? { kind: 'add' as const } : undefined);

  return (
    <Page
      title={m.spaces.title}
      lead={m.spaces.lead}
      actions={
        may('space.write') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setTask({ kind: 'add' })} data-testid="add-space">
            {m.spaces.add}
          </Button>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={refetch} />}
      {!(error && tree === undefined) && (
        <Panel flush>
          <search className="filters">
            <TextInput
              aria-label={m.spaces.search}
              placeholder={m.spaces.search}
              value={typed}
              leftSection={<IconSearch size={16} aria-hidden />}
              rightSection={typed !== '' && <CloseButton size="sm" aria-label={m.spaces.clear} onClick={() => find('')} />}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
                findSoon(event.currentTarget.value);
              }}
            />
          </search>
          {tree === undefined && <SkeletonRows />}
          {tree !== undefined && rows.length === 0 && (
            <Empty title={m.spaces.noMatchTitle} detail={m.spaces.noMatchDetail} icon={<IconFilterOff size={32} stroke={1.4} />}>
              <Button variant="default" onClick={() => find('')}>
                {m.spaces.clear}
              </Button>
            </Empty>
          )}
          {rows.length > 0 && <SpaceGrid rows={rows} onToggle={toggle} onTask={setTask} />}
        </Panel>
      )}
      {tree?.all.size === 1 && may('space.write') && (
        <Notice kind="ok" title={m.spaces.onlyRootTitle}>
          <p className="notice-text">{m.spaces.onlyRootDetail}</p>
        </Notice>
      )}
      <SpaceDialogs
        task={shownTask}
        onClose={() => {
          setTask(undefined);
          if (create) find(search);
        }}
      />
    </Page>
  );
}
