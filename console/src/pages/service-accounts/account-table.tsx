import { VisuallyHidden } from '@mantine/core';
import { IconCircleFilled, IconCircleOff } from '@tabler/icons-react';
import type { ServiceAccount } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { AssignmentList } from '../../access/assignment-list.tsx';
import { useMay } from '../../access/may.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { AccountMenu } from './account-menu.tsx';

interface AccountTableProps {
  readonly accounts: readonly ServiceAccount[];
  readonly onEdit: (account: ServiceAccount) => void;
}

export function AccountTable({ accounts, onEdit }: AccountTableProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const mayChange = useMay()('access.key');
  return (
    <div className="table-scroll">
      <table className="table stack">
        <thead>
          <tr>
            <th scope="col">{m.common.name}</th>
            <th scope="col">{m.assignments.title}</th>
            <th scope="col">{m.accounts.state}</th>
            <th scope="col" className="wide-only">
              {m.common.created}
            </th>
            {mayChange && (
              <th scope="col" className="shrink">
                <VisuallyHidden>{m.common.actions}</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => {
            const Mark = account.disabled ? IconCircleOff : IconCircleFilled;
            return (
              <tr key={account.name} data-testid={`account-${account.name}`}>
                <td>
                  <div className="device-name">{account.label ?? account.name}</div>
                  {account.label !== null && <div className="dim device-label mono">{account.name}</div>}
                </td>
                <td>
                  <AssignmentList assignments={account.assignments} />
                </td>
                <td>
                  <span className="state" data-state={account.disabled ? 'disabled' : 'online'}>
                    <Mark size={12} aria-hidden />
                    {account.disabled ? m.accounts.disabled : m.accounts.active}
                  </span>
                </td>
                <td className="wide-only dim">{format.date(Date.parse(account.createdAt))}</td>
                {mayChange && (
                  <td className="shrink">
                    <AccountMenu account={account} onEdit={() => onEdit(account)} />
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
