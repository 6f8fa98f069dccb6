import { Menu, UnstyledButton } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import type { Session, TenantChoice } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { tenantHref } from '../api/tenant.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';

/** The tenant that this tab acts in, and the others that the person may act in; choosing one loads the console anew in it. */
export function TenantMenu({ session: { tenant, tenants } }: { session: Session }): ReactNode {
  const m = useMessages();
  const current = tenants.find(({ name }) => name === tenant);
  const shown = current?.label ?? tenant;
  if (tenants.length < 2 && (current !== undefined || tenants.length === 0)) {
    return (
      <div className="tenant" title={m.shell.tenant}>
        {shown}
      </div>
    );
  }
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className="tenant tenant-button" aria-label={`${m.access.switchTenant}: ${shown}`} data-testid="tenant-menu">
          <span>{shown}</span>
          <IconSelector size={14} className="tenant-mark" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{m.access.switchTenant}</Menu.Label>
        {tenants.map((choice, at) => (
          <Menu.Item
            key={choice.name}
            component="a"
            href={tenantHref(at === 0 && choice.via === 'member' ? undefined : choice.name)}
            aria-current={choice.name === tenant}
            fw={choice.name === tenant ? 600 : 400}
          >
            {choice.label ?? choice.name}
            <Right choice={choice} />
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** By what right, where that is not simply theirs. */
function Right({ choice: { name, label, via, until } }: { choice: TenantChoice }): ReactNode {
  const m = useMessages().access;
  const format = useFormat();
  const parts = [
    ...(label === null ? [] : [name]),
    ...(via === 'member' ? [] : [m.via[via]]),
    ...(until === null ? [] : [m.until(format.shortTime(Date.parse(until)))]),
  ];
  return parts.length === 0 ? null : <div className="dim tenant-right">{parts.join(' · ')}</div>;
}
