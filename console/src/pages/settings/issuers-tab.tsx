import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useRoleText } from '../../access/role-text.ts';
import { client } from '../../api/client.ts';
import { tokenIssuersQuery } from '../../api/trust-queries.ts';
import { useTrustMessages } from '../../trust/messages.ts';
import { TrustList } from '../../trust/trust-list.tsx';
import { IssuerDialog } from './issuer-dialog.tsx';

/** Whose tokens let devices and programs in. */
export function IssuersTab(): ReactNode {
  const m = useTrustMessages();
  const roleText = useRoleText();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery(tokenIssuersQuery);
  const [adding, setAdding] = useState(false);
  const reread = () => void cache.invalidateQueries({ queryKey: tokenIssuersQuery.queryKey });
  return (
    <>
      <TrustList
        lead={m.trust.issuersLead}
        add={m.trust.addIssuer}
        onAdd={() => setAdding(true)}
        emptyTitle={m.trust.noIssuers}
        emptyDetail={m.trust.noIssuersDetail}
        items={data}
        error={error}
        retry={() => void refetch()}
        voucher={({ id, label, issuer, disabled }) => ({ id, name: label ?? issuer, disabled })}
        head={[m.trust.issuer, m.trust.audience, m.trust.letsIn, m.trust.keys]}
        cells={({ label, issuer, audience, subject, jwksUrl, disabled }) => [
          <div key="issuer">
            <div className="device-name">{label ?? issuer}</div>
            {label !== null && <div className="dim device-label mono">{issuer}</div>}
            {disabled && <div className="device-label critical-text">{m.trust.states.disabled}</div>}
          </div>,
          <span key="audience" className="mono">
            {audience}
          </span>,
          <span key="subject">
            {subject.kind === 'device' ? m.trust.deviceBy(subject.deviceName) : m.trust.programAs(roleText(subject.role))}
          </span>,
          <span key="keys" className="mono credential-which">
            {jwksUrl ?? m.trust.keysPasted}
          </span>,
        ]}
        turn={({ id, disabled }) => client.updateTokenIssuer(id, { disabled: !disabled })}
        remove={({ id }) => client.deleteTokenIssuer(id)}
        onChanged={reread}
      />
      {adding && (
        <IssuerDialog
          onRegistered={() => {
            reread();
            setAdding(false);
          }}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}
