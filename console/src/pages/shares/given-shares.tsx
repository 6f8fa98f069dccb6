import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconShare, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Share } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useMay } from '../../access/may.ts';
import { sharesQuery } from '../../access/people-queries.ts';
import { useRoleText } from '../../access/role-text.ts';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { SpaceLink } from '../../spaces/space-link.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { ShareEnd } from './share-end.tsx';

export function GivenShares(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery(sharesQuery);
  const [doomed, setDoomed] = useState<Share>();
  const end = useMutation({
    mutationFn: (share: Share) => client.deleteShare(share.id),
    onSuccess: (_done, { toTenant }) => {
      void cache.invalidateQueries({ queryKey: ['shares'] });
      setDoomed(undefined);
      toast(m.shares.removed(toTenant));
    },
  });
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      {data === undefined && <SkeletonRows rows={4} />}
      {data?.length === 0 && (
        <Empty title={m.shares.givenEmptyTitle} detail={m.shares.givenEmptyDetail} icon={<IconShare size={32} stroke={1.4} />} />
      )}
      {data !== undefined && data.length > 0 && <GivenTable shares={data} onEnd={may('access.share') ? setDoomed : undefined} />}
      <Confirm
        opened={doomed !== undefined}
        title={doomed ? m.shares.removeTitle(nameOf(doomed), doomed.toTenant) : ''}
        action={m.shares.remove}
        destructive
        busy={end.isPending}
        error={end.error}
        onConfirm={() => doomed && end.mutate(doomed)}
        onClose={() => setDoomed(undefined)}
      >
        {m.shares.removeDetail}
      </Confirm>
    </Panel>
  );
}

function GivenTable({ shares, onEnd }: { shares: readonly Share[]; onEnd: ((share: Share) => void) | undefined }): ReactNode {
  const m = useMessages();
  const roleText = useRoleText();
  return (
    <div className="table-scroll">
      <table className="table stack">
        <thead>
          <tr>
            <th scope="col">{m.shares.thing}</th>
            <th scope="col">{m.shares.withTenant}</th>
            <th scope="col">{m.shares.role}</th>
            <th scope="col" className="wide-only">
              {m.shares.until}
            </th>
            {onEnd && (
              <th scope="col" className="shrink">
                <VisuallyHidden>{m.common.actions}</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {shares.map((share) => (
            <tr key={share.id} data-testid={`share-${nameOf(share)}`}>
              <td>
                {'space' in share.thing ? (
                  <SpaceLink space={share.thing.space} />
                ) : (
                  <TextLink to="/devices/$device" params={{ device: share.thing.device }} underline="always">
                    {share.thing.device}
                  </TextLink>
                )}
                <div className="dim device-label">{'space' in share.thing ? m.spaces.space : m.common.device}</div>
              </td>
              <td className="device-name" data-label={m.shares.withTenant}>
                {share.toTenant}
              </td>
              <td data-label={m.shares.role}>{roleText(share.role)}</td>
              <td className="wide-only">
                <ShareEnd expiresAt={share.expiresAt} />
              </td>
              {onEnd && (
                <td className="shrink">
                  <ActionIcon aria-label={m.shares.removeTitle(nameOf(share), share.toTenant)} onClick={() => onEnd(share)}>
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nameOf({ thing }: Pick<Share, 'thing'>): string {
  return 'space' in thing ? thing.space : thing.device;
}
