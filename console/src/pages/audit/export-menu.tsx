import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { download } from '../../ui/download.ts';
import { toast } from '../../ui/toast.ts';
import type { AuditFilter } from './filter.ts';

type ExportFormat = 'csv' | 'jsonl';
const entriesPerCall = 2_000;
/** What a browser can hold in one file of text without trouble; the command line has no such bound. */
const exportedEntriesMost = 100_000;
const types = { csv: 'text/csv', jsonl: 'application/x-ndjson' } as const;

/** Writes what the filters find into a file. */
export function ExportMenu({ filter, onFailure }: { filter: AuditFilter; onFailure: (error: unknown) => void }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const save = useMutation({
    mutationFn: (kind: ExportFormat) => readAll(filter, kind),
    onSuccess: ({ texts, entries, whole }, kind) => {
      download(new Blob(texts, { type: types[kind] }), `audit-${new Date().toISOString().slice(0, 10)}.${kind}`);
      toast((whole ? m.audit.exported : m.audit.exportBound)(format.integer(entries)));
    },
    onMutate: () => onFailure(null),
    onError: onFailure,
  });
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          loading={save.isPending}
          leftSection={<IconDownload size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {m.audit.export}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => save.mutate('csv')}>{m.audit.exportCsv}</Menu.Item>
        <Menu.Item onClick={() => save.mutate('jsonl')}>{m.audit.exportJsonl}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

async function readAll({ spanMs, ...filter }: AuditFilter, format: ExportFormat) {
  const from = spanMs === undefined ? undefined : Date.now() - spanMs;
  const texts: string[] = [];
  let entries = 0;
  let cursor: string | undefined;
  do {
    const page = await client.exportAudit({ ...filter, from, format, limit: entriesPerCall, cursor });
    texts.push(page.text);
    entries += page.entries;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && entries < exportedEntriesMost);
  return { texts, entries, whole: cursor === undefined };
}
