import { Button } from '@mantine/core';
import { IconCircleCheck, IconLogout } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ListedSession } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { personSessionsQuery } from '../../api/account-queries.ts';
import { client } from '../../api/client.ts';
import { signOut } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { useDeviceText } from './device-text.ts';

/** Where one is signed in, this place first. */
export function SessionsTab(): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery(personSessionsQuery);
  const [asking, setAsking] = useState(false);
  const reread = () => void cache.invalidateQueries({ queryKey: personSessionsQuery.queryKey });
  const endOthers = useMutation({
    mutationFn: () => client.endOtherSessions(),
    onSuccess: ({ ended }) => {
      reread();
      setAsking(false);
      toast(m.account.endedOthers(ended));
    },
  });
  const sessions = data?.toSorted((a, b) => Number(b.current) - Number(a.current) || Date.parse(b.lastUsedAt) - Date.parse(a.lastUsedAt));
  return (
    <>
      <div className="form-row session-head">
        <p className="dim session-lead">{m.account.sessionsLead}</p>
        {sessions !== undefined && sessions.length > 1 && (
          <Button variant="default" onClick={() => setAsking(true)} data-testid="end-others">
            {m.account.endOthers}
          </Button>
        )}
      </div>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {!(error && !data) && (
        <Panel flush label={m.account.tabs.sessions}>
          {sessions === undefined ? <SkeletonRows rows={3} /> : <SessionTable sessions={sessions} onEnded={reread} />}
        </Panel>
      )}
      <Confirm
        opened={asking}
        title={m.account.endOthersTitle}
        action={m.account.endOthers}
        destructive
        busy={endOthers.isPending}
        error={endOthers.error}
        onConfirm={() => endOthers.mutate()}
        onClose={() => setAsking(false)}
      >
        {m.account.endOthersDetail}
      </Confirm>
    </>
  );
}

function SessionTable({ sessions, onEnded }: { sessions: readonly ListedSession[]; onEnded: () => void }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const textOf = useDeviceText();
  const end = useMutation({
    mutationFn: (session: ListedSession) => client.endSession(session.id),
    onSuccess: (_result, session) => {
      onEnded();
      toast(m.account.ended(textOf(session.device)));
    },
  });
  return (
    <>
      {end.error && <ProblemNotice error={end.error} />}
      <div className="table-scroll">
        <table className="table" data-testid="sessions">
          <thead>
            <tr>
              <th scope="col">{m.account.where}</th>
              <th scope="col" className="wide-only">
                {m.account.address}
              </th>
              <th scope="col" className="wide-only">
                {m.account.began}
              </th>
              <th scope="col">{m.account.lastUsed}</th>
              <th scope="col" className="shrink">
                {m.common.actions}
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((session) => (
              <tr key={session.id} data-testid={session.current ? 'session-current' : 'session-other'}>
                <td>
                  <div className="session-device">
                    <span className="device-name" title={session.userAgent}>
                      {textOf(session.device)}
                    </span>
                    {session.current && (
                      <span className="this-session">
                        <IconCircleCheck size={14} aria-hidden />
                        {m.account.thisOne}
                      </span>
                    )}
                  </div>
                </td>
                <td className="wide-only num">{session.address || <span className="dim">{m.account.addressUnknown}</span>}</td>
                <td className="wide-only dim">{format.dateTime(Date.parse(session.createdAt))}</td>
                <td>
                  <Fresh at={Date.parse(session.lastUsedAt)} />
                </td>
                <td className="shrink">
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={session.current ? undefined : m.account.endWhat(textOf(session.device))}
                    leftSection={session.current ? <IconLogout size={14} aria-hidden /> : undefined}
                    loading={end.isPending && end.variables === session}
                    onClick={() => (session.current ? void signOut() : end.mutate(session))}
                  >
                    {session.current ? m.shell.signOut : m.account.end}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
