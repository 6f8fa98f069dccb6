import type { AuditEntry } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import type { Messages } from '../../i18n/en/index.ts';
import { useMessages } from '../../i18n/language.tsx';
import { TextLink } from '../../ui/link.tsx';
import { differences } from './difference.ts';
import { viaOf } from './via.ts';

/** What an entry changed, field by field, and why it was allowed. */
export function AuditDetail({ entry }: { entry: AuditEntry }): ReactNode {
  const m = useMessages();
  const changed = differences(entry.before, entry.after);
  return (
    <div className="audit-detail" data-testid="audit-detail">
      <dl className="facts">
        <div className="facts-row">
          <dt>{entry.role === null ? m.audit.whyNot : m.audit.why}</dt>
          <dd>{reason(entry, m.audit)}</dd>
        </div>
        <div className="facts-row">
          <dt>{m.audit.address}</dt>
          <dd className="num">{entry.address}</dd>
        </div>
        <div className="facts-row">
          <dt>{m.audit.requestId}</dt>
          <dd className="mono">{entry.requestId}</dd>
        </div>
        {entry.resource.type === 'device' && entry.resource.id !== '' && (
          <div className="facts-row">
            <dt>{m.common.device}</dt>
            <dd>
              <TextLink to="/devices/$device" params={{ device: entry.resource.id }} underline="always">
                {entry.resource.id}
              </TextLink>
            </dd>
          </div>
        )}
      </dl>
      {changed.length === 0 ? (
        <p className="dim">{m.audit.nothing}</p>
      ) : (
        <table className="audit-difference">
          <thead>
            <tr>
              <th scope="col">{m.audit.field}</th>
              <th scope="col">{m.audit.before}</th>
              <th scope="col">{m.audit.after}</th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ field, before, after }) => (
              <tr key={field}>
                <th scope="row" className="mono">
                  {field}
                </th>
                <td>{before !== undefined && <del>{before}</del>}</td>
                <td>{after !== undefined && <ins>{after}</ins>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

/** Why a call was let in; for one that was not, what it needed. */
function reason({ role, permission }: AuditEntry, m: Messages['audit']): string {
  if (role === null) return permission;
  if (permission === 'operator') return m.platformOperator;
  const guest = viaOf(role);
  return guest === undefined ? m.role(role, permission) : m.via[guest.via](guest.role, permission);
}
