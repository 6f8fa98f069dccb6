import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Role } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMay } from '../../access/may.ts';
import { allowedBy } from '../../access/patterns.ts';
import { rolesQuery } from '../../access/role-queries.ts';
import { useRoleText } from '../../access/role-text.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { ButtonLink, TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';

export function RolesPage(): ReactNode {
  const m = useMessages();
  const may = useMay();
  const { data, error, refetch } = useQuery(rolesQuery);
  const groups = [
    { title: m.roles.ofPlatform, roles: data?.filter(({ builtin }) => builtin) ?? [] },
    { title: m.roles.own, roles: data?.filter(({ builtin }) => !builtin) ?? [] },
  ];
  return (
    <Page
      title={m.roles.title}
      lead={m.roles.lead}
      actions={
        may('access.role') && (
          <ButtonLink to="/roles/new" leftSection={<IconPlus size={16} aria-hidden />} data-testid="add-role">
            {m.roles.add}
          </ButtonLink>
        )
      }
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined && !error && (
        <Panel flush>
          <SkeletonRows />
        </Panel>
      )}
      {groups
        .filter(({ roles }) => roles.length > 0)
        .map(({ title, roles }) => (
          <Panel key={title} flush title={title}>
            <RoleTable roles={roles} label={title} />
          </Panel>
        ))}
    </Page>
  );
}

function RoleTable({ roles, label }: { roles: readonly Role[]; label: string }): ReactNode {
  const m = useMessages();
  const may = useMay();
  const format = useFormat();
  const text = useRoleText();
  const navigate = useNavigate();
  const about: Readonly<Record<string, string>> = m.roles.about;
  const actions = Object.keys(m.actions);
  return (
    <div className="table-scroll">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{m.common.name}</th>
            <th scope="col" className="wide-only">
              {m.roles.allows}
            </th>
            <th scope="col" className="right">
              {m.roles.matrix}
            </th>
            {may('access.role') && (
              <th scope="col" className="shrink wide-only">
                {m.roles.duplicate}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {roles.map((role) => (
            <tr
              key={role.name}
              data-link
              data-testid={`role-row-${role.name}`}
              onClick={(event) => {
                if (event.target instanceof Element && event.target.closest('a') !== null) return;
                void navigate({ to: '/roles/$role', params: { role: role.name } });
              }}
            >
              <td>
                <TextLink to="/roles/$role" params={{ role: role.name }} className="device-name">
                  {text(role.name)}
                </TextLink>
                {text(role.name) !== role.name && <div className="dim device-label mono">{role.name}</div>}
              </td>
              <td className="wide-only">
                {role.builtin ? (
                  about[role.name]
                ) : (
                  <span className="mono dim">{[...role.allow, ...role.deny.map((each) => `−${each}`)].join(', ')}</span>
                )}
              </td>
              <td className="right num">
                {m.roles.actionCount(format.integer(allowedBy(role, actions).length), format.integer(actions.length))}
              </td>
              {may('access.role') && (
                <td className="shrink wide-only">
                  <TextLink to="/roles/new" search={{ from: role.name }}>
                    {m.roles.duplicate}
                  </TextLink>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
