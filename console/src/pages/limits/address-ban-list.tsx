import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { addressBansQuery } from '../../api/limit-queries.ts';
import { ProblemNotice } from '../../ui/notice.tsx';
import { BanTable } from './ban-table.tsx';
import { useLimitMessages } from './messages.ts';

/** Addresses that the platform keeps out, newest first. */
export function AddressBanList(): ReactNode {
  const m = useLimitMessages().bans;
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery(addressBansQuery);
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <BanTable
      bans={data}
      nameOf={({ address }) => address}
      who={({ address }) => <span className="mono">{address}</span>}
      end={(ban) => client.deleteAddressBan(ban.id)}
      onEnded={() => void cache.invalidateQueries({ queryKey: addressBansQuery.queryKey })}
      emptyTitle={m.addressEmptyTitle}
      emptyDetail={m.addressEmptyDetail}
    />
  );
}
