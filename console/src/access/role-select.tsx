import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../api/session.ts';
import { useMessages } from '../i18n/language.tsx';
import { missingToGive } from './patterns.ts';
import { useRoles } from './role-queries.ts';
import { useRoleText } from './role-text.ts';

interface RoleSelectProps {
  readonly value: string;
  readonly onChange: (role: string) => void;
  readonly label?: string;
  readonly name: string;
  readonly testId?: string;
}

/** The roles that the signed-in person can give: none that allows what they may not do themselves. */
export function RoleSelect({ value, onChange, label, name, testId }: RoleSelectProps): ReactNode {
  const m = useMessages();
  const text = useRoleText();
  const { permissions } = useSession();
  const roles = useRoles();
  const given = roles.filter((role) => role.name === value || missingToGive(role, permissions, Object.keys(m.actions)) === undefined);
  const options = (builtin: boolean) =>
    given.filter((role) => role.builtin === builtin).map((role) => ({ value: role.name, label: text(role.name) }));
  const own = options(false);
  return (
    <NativeSelect
      {...(label === undefined ? { 'aria-label': name } : { label })}
      data={
        own.length === 0
          ? options(true)
          : [
              { group: m.roles.own, items: own },
              { group: m.roles.ofPlatform, items: options(true) },
            ]
      }
      value={value}
      data-testid={testId}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
