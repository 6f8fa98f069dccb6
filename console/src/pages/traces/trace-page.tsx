import { ActionIcon, Button, Checkbox, Menu, TextInput, Tooltip } from '@mantine/core';
import { IconDots, IconDownload, IconHourglass, IconListSearch, IconPlayerStop, IconSearch, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { client } from '../../api/client.ts';
import { tracesQuery } from '../../api/connection-queries.ts';
import { problemOf } from '../../api/problem.ts';
import { useFormat } from '../../i18n/language.tsx';
import { download } from '../../ui/download.ts';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { useTraceMessages } from './messages.ts';
import { PacketTable } from './packet-table.tsx';
import { TraceState, targetText } from './trace-state.tsx';
import { useTrace } from './use-trace.ts';
import './traces.css';

const route = getRouteApi('/inside/traces/$trace');
/** Packets in sight; of more, the newest that fit. */
const shownPacketsMax = 500;

/** One trace, live: packets appear as they come and go. */
export function TracePage(): ReactNode {
  const m = useTraceMessages();
  const { traces: t } = m;
  const format = useFormat();
  const { trace: id } = route.useParams();
  const navigate = route.useNavigate();
  const cache = useQueryClient();
  const { trace, packets, error } = useTrace(id);
  const [follow, setFollow] = useState(true);
  const [search, setSearch] = useState('');
  const fitting = useMemo(() => {
    const words = search.trim().toLowerCase();
    return words === ''
      ? packets
      : packets.filter(({ text, clientId, owner }) => `${text} ${clientId} ${owner}`.toLowerCase().includes(words));
  }, [packets, search]);
  const shown = fitting.slice(-shownPacketsMax);

  const reread = () => void cache.invalidateQueries({ queryKey: tracesQuery.queryKey });
  const stop = useMutation({
    mutationFn: () => client.stopTrace(id),
    onSuccess: () => {
      reread();
      toast(t.stopped);
    },
  });
  const remove = useMutation({
    mutationFn: () => client.deleteTrace(id),
    onSuccess: async () => {
      await navigate({ to: '/traces' });
      reread();
      toast(t.removed);
    },
  });
  const save = useMutation({ mutationFn: () => saveTrace(id) });

  if (problemOf(error)?.status === 404) {
    return (
      <Empty page title={t.goneTitle} detail={t.goneDetail}>
        <ButtonLink to="/traces" variant="default">
          {t.all}
        </ButtonLink>
      </Empty>
    );
  }
  const running = trace !== undefined && trace.endedAt === null;
  return (
    <Page
      title={trace === undefined ? t.title : targetText(t, trace)}
      lead={trace && <TraceState trace={trace} />}
      actions={
        trace && (
          <>
            {running && (
              <Button
                variant="default"
                leftSection={<IconPlayerStop size={16} aria-hidden />}
                loading={stop.isPending}
                onClick={() => stop.mutate()}
                data-testid="stop-trace"
              >
                {t.stop}
              </Button>
            )}
            <Tooltip label={t.downloadHint}>
              <Button
                variant="default"
                leftSection={<IconDownload size={16} aria-hidden />}
                loading={save.isPending}
                disabled={packets.length === 0}
                onClick={() => save.mutate()}
              >
                {t.download}
              </Button>
            </Tooltip>
            <Menu>
              <Menu.Target>
                <ActionIcon variant="default" size={36} aria-label={m.common.actions}>
                  <IconDots size={16} aria-hidden />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item className="menu-critical" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => remove.mutate()}>
                  {t.remove}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )
      }
    >
      {[error, stop.error, remove.error, save.error].map((each, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: always the same four, in this order
        each ? <ProblemNotice key={at} error={each} /> : null,
      )}
      <Panel flush>
        <search className="filters">
          <TextInput
            aria-label={t.search}
            placeholder={t.search}
            value={search}
            leftSection={<IconSearch size={16} aria-hidden />}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          {running && (
            <Checkbox label={t.follow} title={t.following} checked={follow} onChange={(event) => setFollow(event.currentTarget.checked)} />
          )}
          <span className="dim num trace-count">{t.shown(format.integer(shown.length), format.integer(packets.length))}</span>
        </search>
        {trace === undefined && !error && <SkeletonRows />}
        {trace !== undefined && packets.length === 0 && running && (
          <Empty title={t.waitingTitle} detail={t.waitingDetail} icon={<IconHourglass size={32} stroke={1.4} />} />
        )}
        {trace !== undefined && packets.length === 0 && !running && (
          <Empty title={t.noneTitle} detail={t.noneDetail} icon={<IconListSearch size={32} stroke={1.4} />} />
        )}
        {shown.length > 0 && <PacketTable packets={shown} follow={follow} />}
      </Panel>
    </Page>
  );
}

async function saveTrace(id: string): Promise<void> {
  const texts: string[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof client.dumpTrace>> = await client.dumpTrace(id, { after, limit: 500 });
    texts.push(page.text);
    after = page.next;
  }
  download(new Blob(texts, { type: 'text/plain' }), `trace-${id}.txt`);
}
