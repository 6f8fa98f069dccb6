import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../../access/may.ts';
import { roleQuery } from '../../access/role-queries.ts';
import { useRoleText } from '../../access/role-text.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { EditRole } from './edit-role.tsx';
import { RoleMatrix } from './role-matrix.tsx';
import { RoleMenu } from './role-menu.tsx';

const route = getRouteApi('/inside/roles/$role');

export function RolePage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const text = useRoleText();
  const { role: name } = route.useParams();
  const { data: role, error, refetch } = useQuery(roleQuery(name));

  if (problemOf(error)?.status === 404) {
    return (
      <Empty page title={m.roles.missing(name)}>
        <ButtonLink to="/roles" variant="default">
          {m.roles.all}
        </ButtonLink>
      </Empty>
    );
  }
  const fixed = role?.builtin === true || !may('access.role');
  return (
    <Page
      title={role === undefined || role.builtin ? text(name) : (role.label ?? name)}
      lead={
        <>
          <span className="mono">{name}</span>
          {role?.builtin && ` · ${m.roles.builtinNote}`}
        </>
      }
      actions={role && <RoleMenu role={role} />}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {role === undefined && !error && <SkeletonRows />}
      {role && fixed && (
        <Panel flush>
          <RoleMatrix patterns={role} />
        </Panel>
      )}
      {role && !fixed && <EditRole key={name} role={role} />}
    </Page>
  );
}
