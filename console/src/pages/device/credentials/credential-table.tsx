import { Menu, VisuallyHidden } from '@mantine/core';
import type { DeviceCredential } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useFormat } from '../../../i18n/language.tsx';
import { useTrustMessages } from '../../../trust/messages.ts';
import { RowMenu } from '../../../trust/row-menu.tsx';

type Texts = ReturnType<typeof useTrustMessages>['credentials'];

/** How one is called in a sentence. */
export function nameOf({ label, userName, subject, kind }: DeviceCredential, texts: Texts): string {
  return label ?? userName ?? subject ?? texts.kinds[kind];
}

interface CredentialTableProps {
  readonly credentials: readonly DeviceCredential[];
  /** Disables or enables it. */
  readonly onTurn: (credential: DeviceCredential) => void;
  readonly onDelete: (credential: DeviceCredential) => void;
}

export function CredentialTable({ credentials, onTurn, onDelete }: CredentialTableProps): ReactNode {
  const m = useTrustMessages();
  const format = useFormat();
  const kindOf = (each: DeviceCredential) => (each.scram ? m.credentials.scramKind : m.credentials.kinds[each.kind]);
  return (
    <div className="table-scroll">
      <table className="table stack">
        <thead>
          <tr>
            <th scope="col">{m.credentials.kind}</th>
            <th scope="col">{m.credentials.which}</th>
            <th scope="col">{m.common.created}</th>
            <th scope="col">{m.credentials.ends}</th>
            <th scope="col" className="shrink">
              <VisuallyHidden>{m.common.actions}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {credentials.map((each) => {
            const end = each.expiresAt ?? each.certificateEndsAt;
            return (
              <tr key={each.id} data-testid={`credential-${nameOf(each, m.credentials)}`}>
                <td>
                  <div className="device-name">{each.label ?? kindOf(each)}</div>
                  {each.label !== null && <div className="dim device-label">{kindOf(each)}</div>}
                  {each.disabled && <div className="device-label critical-text">{m.credentials.disabled}</div>}
                </td>
                <td data-label={m.credentials.which}>
                  <span className="mono credential-which">{each.userName ?? each.subject ?? printOf(each)}</span>
                </td>
                <td data-label={m.common.created} className="num">
                  {format.date(Date.parse(each.createdAt))}
                </td>
                <td data-label={m.credentials.ends} className="num">
                  {end === null ? <span className="dim">{m.credentials.noEnd}</span> : format.dateTime(Date.parse(end))}
                </td>
                <td className="shrink">
                  <RowMenu label={m.credentials.actionsOf(nameOf(each, m.credentials))}>
                    <Menu.Item onClick={() => onTurn(each)}>{each.disabled ? m.credentials.enable : m.credentials.disable}</Menu.Item>
                    <Menu.Item className="menu-critical" onClick={() => onDelete(each)}>
                      {m.common.delete}…
                    </Menu.Item>
                  </RowMenu>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function printOf({ fingerprint, id }: DeviceCredential): string {
  return fingerprint === null ? `…${id.slice(0, 6)}` : `${fingerprint.slice(0, 16)}…`;
}
