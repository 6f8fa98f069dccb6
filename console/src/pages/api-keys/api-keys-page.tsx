import { Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ApiKey } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { apiKeysQuery } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { tryKeyCommand } from '../../ui/recipes.ts';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyTable } from './key-table.tsx';

const route = getRouteApi('/inside/api-keys');

export function ApiKeysPage(): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const navigate = route.useNavigate();
  const { create, account } = route.useSearch();
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
        <Button
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => void navigate({ search: { create: true } })}
          data-testid="add-key"
        >
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
      {create && <CreateKeyDialog account={account} onClose={() => void navigate({ search: {}, replace: true })} />}
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
