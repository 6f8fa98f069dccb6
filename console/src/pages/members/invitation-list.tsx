import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconMail, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Invitation } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { AssignmentList } from '../../access/assignment-list.tsx';
import { useMay } from '../../access/may.ts';
import { invitationsQuery } from '../../access/people-queries.ts';
import { client } from '../../api/client.ts';
import { useNow } from '../../app/clock.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';

export function InvitationList(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery(invitationsQuery);
  const [doomed, setDoomed] = useState<Invitation>();
  const takeBack = useMutation({
    mutationFn: (invitation: Invitation) => client.deleteInvitation(invitation.id),
    onSuccess: (_done, { email }) => {
      void cache.invalidateQueries({ queryKey: ['invitations'] });
      setDoomed(undefined);
      toast(m.members.takenBack(email));
    },
  });
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      {data === undefined && <SkeletonRows rows={4} />}
      {data?.length === 0 && (
        <Empty title={m.members.noInvitationsTitle} detail={m.members.noInvitationsDetail} icon={<IconMail size={32} stroke={1.4} />}>
          {may('access.member') && (
            <div className="empty-command">
              <p className="dim">{m.members.orCli}</p>
              <CodeBlock code="npx thalamus invitation create ada@example.com --role viewer" what={m.common.copyAsCli} />
            </div>
          )}
        </Empty>
      )}
      {data !== undefined && data.length > 0 && (
        <InvitationTable invitations={data} onTakeBack={may('access.member') ? setDoomed : undefined} />
      )}
      <Confirm
        opened={doomed !== undefined}
        title={m.members.takeBackTitle(doomed?.email ?? '')}
        action={m.members.takeBack}
        destructive
        busy={takeBack.isPending}
        error={takeBack.error}
        onConfirm={() => doomed && takeBack.mutate(doomed)}
        onClose={() => setDoomed(undefined)}
      >
        {m.members.takeBackDetail}
      </Confirm>
    </Panel>
  );
}

interface InvitationTableProps {
  readonly invitations: readonly Invitation[];
  /** Left out for who may only read. */
  readonly onTakeBack: ((invitation: Invitation) => void) | undefined;
}

function InvitationTable({ invitations, onTakeBack }: InvitationTableProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const now = useNow();
  return (
    <div className="table-scroll">
      <table className="table stack member-table">
        <thead>
          <tr>
            <th scope="col">{m.members.email}</th>
            <th scope="col">{m.assignments.title}</th>
            <th scope="col" className="wide-only">
              {m.members.invitedBy}
            </th>
            <th scope="col" className="wide-only">
              {m.members.expires}
            </th>
            {onTakeBack && (
              <th scope="col" className="shrink">
                <VisuallyHidden>{m.common.actions}</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {invitations.map((invitation) => {
            const expiresAt = Date.parse(invitation.expiresAt);
            return (
              <tr key={invitation.id} data-testid={`invitation-${invitation.email}`}>
                <td className="device-name member-email">{invitation.email}</td>
                <td>
                  <AssignmentList assignments={invitation.assignments} />
                </td>
                <td className="wide-only">{invitation.invitedBy}</td>
                <td className="wide-only">{expiresAt < now ? m.members.expired : format.dateTime(expiresAt)}</td>
                {onTakeBack && (
                  <td className="shrink">
                    <ActionIcon aria-label={m.members.takeBackTitle(invitation.email)} onClick={() => onTakeBack(invitation)}>
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
