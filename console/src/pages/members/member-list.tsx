import { VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { AssignmentList } from '../../access/assignment-list.tsx';
import { useMay } from '../../access/may.ts';
import { membersQuery } from '../../access/people-queries.ts';
import { useSession } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { Pager } from '../../ui/pager.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { MemberMenu } from './member-menu.tsx';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Cursors of the pages on the way to this page of the members. */
    memberTrail?: readonly string[];
  }
}

const route = getRouteApi('/inside/members');

export function MemberList(): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const may = useMay();
  const { person } = useSession();
  const { cursor, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const trail = useLocation({ select: (location) => location.state.memberTrail }) ?? [];
  const { data, error, refetch } = useQuery(membersQuery(cursor));
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      {data === undefined && <SkeletonRows />}
      {data !== undefined && (
        <>
          <div className="table-scroll">
            <table className="table stack member-table">
              <thead>
                <tr>
                  <th scope="col">{m.members.person}</th>
                  <th scope="col">{m.assignments.title}</th>
                  <th scope="col" className="wide-only">
                    {m.members.since}
                  </th>
                  {may('access.member') && (
                    <th scope="col" className="shrink">
                      <VisuallyHidden>{m.common.actions}</VisuallyHidden>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {data.items.map((member) => (
                  <tr key={member.id} data-testid={`member-${member.email}`}>
                    <td>
                      <div className="device-name">
                        {member.name}
                        {member.email === person.email && <span className="dim"> ({m.members.you})</span>}
                      </div>
                      <div className="dim device-label member-email">{member.email}</div>
                    </td>
                    <td>
                      <AssignmentList assignments={member.assignments} />
                    </td>
                    <td className="wide-only dim">{format.date(Date.parse(member.since))}</td>
                    {may('access.member') && (
                      <td className="shrink">
                        <MemberMenu member={member} />
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager
            text={m.audit.page(format.integer(page))}
            page={page}
            cursor={cursor}
            next={data.next}
            trail={trail}
            onPage={({ trail: way, ...to }) => void navigate({ search: to, state: { memberTrail: way } })}
          />
        </>
      )}
    </Panel>
  );
}
