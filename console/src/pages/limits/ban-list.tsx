import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Ban } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { bansQuery } from '../../api/limit-queries.ts';
import { TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { BanTable } from './ban-table.tsx';
import { useLimitMessages } from './messages.ts';

/** Whom the tenant keeps out, newest first. */
export function BanList(): ReactNode {
  const m = useLimitMessages().bans;
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery(bansQuery);
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  const nameOf = ({ device, application, clientId }: Ban) => device ?? application ?? clientId ?? '';
  return (
    <BanTable
      bans={data}
      nameOf={nameOf}
      who={(ban) => (
        <>
          {ban.device === null ? (
            <span className="device-name">{nameOf(ban)}</span>
          ) : (
            <TextLink to="/devices/$device" params={{ device: ban.device }} underline="always">
              {ban.device}
            </TextLink>
          )}
          <div className="dim device-label">{kindText(ban, m)}</div>
        </>
      )}
      end={(ban) => client.deleteBan(ban.id)}
      onEnded={() => void cache.invalidateQueries({ queryKey: bansQuery.queryKey })}
      emptyTitle={m.emptyTitle}
      emptyDetail={m.emptyDetail}
    />
  );
}

function kindText({ device, application, clientId }: Ban, m: ReturnType<typeof useLimitMessages>['bans']): string {
  if (device === null && application === null) return m.clientId;
  const kind = device === null ? m.application : m.device;
  return clientId === null ? kind : `${kind} · ${m.client(clientId)}`;
}
