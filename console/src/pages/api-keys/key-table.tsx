import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { ApiKey } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useScopeText } from '../../access/assignment-list.tsx';
import { useMay } from '../../access/may.ts';
import { useRoleText } from '../../access/role-text.ts';
import { useNow } from '../../app/clock.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Fresh } from '../../ui/fresh.tsx';
import { TextLink } from '../../ui/link.tsx';

export function KeyTable({ keys, onDelete }: { keys: readonly ApiKey[]; onDelete: (key: ApiKey) => void }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const now = useNow();
  return (
    <div className="table-scroll">
      <table className="table stack">
        <thead>
          <tr>
            <th scope="col">{m.common.name}</th>
            <th scope="col">{m.apiKeys.mayDo}</th>
            <th scope="col" className="wide-only">
              {m.apiKeys.addresses}
            </th>
            <th scope="col" className="wide-only">
              {m.apiKeys.expires}
            </th>
            <th scope="col">{m.apiKeys.lastUsed}</th>
            <th scope="col" className="shrink">
              <VisuallyHidden>{m.common.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const expiresAt = key.expiresAt === null ? undefined : Date.parse(key.expiresAt);
            return (
              <tr key={key.id} data-testid={`key-${key.name}`}>
                <td>
                  <div className="device-name">{key.name}</div>
                  <div className="dim device-label mono">{key.prefix}…</div>
                </td>
                <td>
                  <KeyRights apiKey={key} />
                </td>
                <td className="wide-only">
                  {key.addresses.length === 0 ? (
                    <span className="dim">{m.apiKeys.anywhere}</span>
                  ) : (
                    <span className="mono">{key.addresses.join(', ')}</span>
                  )}
                </td>
                <td className="wide-only">
                  {expiresAt === undefined ? m.apiKeys.neverExpires : format.date(expiresAt)}
                  {expiresAt !== undefined && expiresAt < now && ` (${m.apiKeys.expired})`}
                </td>
                <td data-label={m.apiKeys.lastUsed}>
                  {key.lastUsedAt === null ? <span className="dim">{m.common.never}</span> : <Fresh at={Date.parse(key.lastUsedAt)} />}
                </td>
                <td className="shrink">
                  <ActionIcon aria-label={m.apiKeys.deleteTitle(key.name)} onClick={() => onDelete(key)}>
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** The key's own role in its scope, or the service account whose roles it has. */
function KeyRights({ apiKey: { role, scope, serviceAccount } }: { apiKey: ApiKey }): ReactNode {
  const m = useMessages();
  const may = useMay();
  const roleText = useRoleText();
  const scopeText = useScopeText();
  if (serviceAccount !== null) {
    if (!may('access.read')) return `${m.apiKeys.account}: ${serviceAccount}`;
    return (
      <>
        {m.apiKeys.account}:{' '}
        <TextLink to="/service-accounts" underline="always">
          {serviceAccount}
        </TextLink>
      </>
    );
  }
  return role === null || scope === null ? m.assignments.none : m.assignments.inWords(roleText(role), scopeText(scope));
}
