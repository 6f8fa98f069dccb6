import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconBan, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { AddressBan, Ban } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useFormat } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { useLimitMessages } from './messages.ts';
import './limits.css';

interface BanTableProps<T extends Ban | AddressBan> {
  /** Undefined while they are read. */
  readonly bans: readonly T[] | undefined;
  readonly who: (ban: T) => ReactNode;
  readonly nameOf: (ban: T) => string;
  readonly end: (ban: T) => Promise<unknown>;
  readonly onEnded: () => void;
  readonly emptyTitle: string;
  readonly emptyDetail: string;
}

/** Bans with why and until when, each with what ends it. */
export function BanTable<T extends Ban | AddressBan>({ bans, who, nameOf, end, onEnded, ...empty }: BanTableProps<T>): ReactNode {
  const m = useLimitMessages();
  const format = useFormat();
  const [doomed, setDoomed] = useState<T>();
  const ending = useMutation({
    mutationFn: end,
    onSuccess: (_done, ban) => {
      onEnded();
      setDoomed(undefined);
      toast(m.bans.removed(nameOf(ban)));
    },
  });
  return (
    <Panel flush>
      {bans === undefined && <SkeletonRows rows={4} />}
      {bans?.length === 0 && <Empty title={empty.emptyTitle} detail={empty.emptyDetail} icon={<IconBan size={32} stroke={1.4} />} />}
      {bans !== undefined && bans.length > 0 && (
        <div className="table-scroll">
          <table className="table stack">
            <thead>
              <tr>
                <th scope="col">{m.bans.who}</th>
                <th scope="col">{m.bans.why}</th>
                <th scope="col">{m.bans.by}</th>
                <th scope="col">{m.bans.since}</th>
                <th scope="col">{m.bans.until}</th>
                <th scope="col" className="shrink">
                  <VisuallyHidden>{m.common.actions}</VisuallyHidden>
                </th>
              </tr>
            </thead>
            <tbody>
              {bans.map((ban) => (
                <tr key={ban.id} data-testid={`ban-${nameOf(ban)}`}>
                  <td className="ban-who">{who(ban)}</td>
                  <td data-label={m.bans.why} className="ban-reason">
                    {ban.reason}
                  </td>
                  <td data-label={m.bans.by}>{ban.automatic ? m.bans.automatic : m.bans.byHand}</td>
                  <td data-label={m.bans.since} className="num">
                    {format.dateTime(Date.parse(ban.createdAt))}
                  </td>
                  <td data-label={m.bans.until} className="num">
                    {ban.expiresAt === null ? <span className="dim">{m.bans.always}</span> : format.dateTime(Date.parse(ban.expiresAt))}
                  </td>
                  <td className="shrink">
                    <ActionIcon aria-label={m.bans.removeTitle(nameOf(ban))} onClick={() => setDoomed(ban)}>
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Confirm
        opened={doomed !== undefined}
        title={doomed ? m.bans.removeTitle(nameOf(doomed)) : ''}
        action={m.bans.remove}
        busy={ending.isPending}
        error={ending.error}
        onConfirm={() => doomed && ending.mutate(doomed)}
        onClose={() => {
          ending.reset();
          setDoomed(undefined);
        }}
      >
        {m.bans.removeDetail}
      </Confirm>
    </Panel>
  );
}
