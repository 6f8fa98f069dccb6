import { ActionIcon, Button, VisuallyHidden } from '@mantine/core';
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ApiKey } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { apiKeysQuery } from '../../api/queries.ts';
import { useNow } from '../../app/clock.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { tryKeyCommand } from '../../ui/recipes.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';

const route = getRouteApi('/inside/api-keys');

export function ApiKeysPage(): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const navigate = route.useNavigate();
  const { create } = route.useSearch();
  const { data, error, refetch } = useQuery(apiKeysQuery);
  const [doomed, setDoomed] = useState<ApiKey>();
  const remove = useMutation({
    mutationFn: (key: ApiKey) => client.deleteApiKey(key.id),
    onSuccess: (_result, key) => {
      void cache.invalidateQueries({ queryKey: ['api-keys'] });
      setDoomed(undefined);
      toast(m.apiKeys.deleted(key.name));
    },
  });

  return (
    <Page
      title={m.apiKeys.title}
      lead={m.apiKeys.lead}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void navigate({ search: { create: true } })}>
          {m.apiKeys.add}
        </Button>
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!(error && !data) && (
        <Panel flush>
          {data === undefined && <SkeletonRows rows={4} />}
          {data?.length === 0 && (
            <Empty title={m.apiKeys.emptyTitle} detail={m.apiKeys.emptyDetail} icon={<IconKey size={32} stroke={1.4} />}>
              <CodeBlock code={tryKeyCommand('$THALAMUS_API_KEY')} what={m.apiKeys.tryIt} />
            </Empty>
          )}
          {data !== undefined && data.length > 0 && <KeyTable keys={data} onDelete={setDoomed} />}
        </Panel>
      )}
      <CreateKeyDialog opened={create === true} onClose={() => void navigate({ search: {}, replace: true })} />
      <Confirm
        opened={doomed !== undefined}
        title={m.apiKeys.deleteTitle(doomed?.name ?? '')}
        action={m.common.delete}
        destructive
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => doomed && remove.mutate(doomed)}
        onClose={() => setDoomed(undefined)}
      >
        {m.apiKeys.deleteDetail}
      </Confirm>
    </Page>
  );
}

function KeyTable({ keys, onDelete }: { keys: readonly ApiKey[]; onDelete: (key: ApiKey) => void }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const now = useNow();
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{m.common.name}</th>
            <th scope="col">{m.apiKeys.prefix}</th>
            <th scope="col">{m.common.created}</th>
            <th scope="col">{m.apiKeys.expires}</th>
            <th scope="col">{m.apiKeys.lastUsed}</th>
            <th scope="col" className="shrink">
              <VisuallyHidden>{m.common.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const expiresAt = key.expiresAt === null ? undefined : Date.parse(key.expiresAt);
            return (
              <tr key={key.id}>
                <td className="device-name">{key.name}</td>
                <td className="mono">{key.prefix}…</td>
                <td>{format.date(Date.parse(key.createdAt))}</td>
                <td>
                  {expiresAt === undefined ? m.apiKeys.neverExpires : format.date(expiresAt)}
                  {expiresAt !== undefined && expiresAt < now && ` (${m.apiKeys.expired})`}
                </td>
                <td>
                  {key.lastUsedAt === null ? <span className="dim">{m.common.never}</span> : <Fresh at={Date.parse(key.lastUsedAt)} />}
                </td>
                <td className="shrink">
                  <ActionIcon aria-label={m.apiKeys.deleteTitle(key.name)} onClick={() => onDelete(key)}>
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
