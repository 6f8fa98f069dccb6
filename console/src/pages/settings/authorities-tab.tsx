import { Menu } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { CertificateAuthority } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { authoritiesQuery } from '../../api/trust-queries.ts';
import { useFormat } from '../../i18n/language.tsx';
import { useTrustMessages } from '../../trust/messages.ts';
import { TrustList } from '../../trust/trust-list.tsx';
import { AuthorityDialog } from './authority-dialog.tsx';
import { ProofDialog } from './proof-dialog.tsx';

/** Whose certificates let devices in. */
export function AuthoritiesTab(): ReactNode {
  const m = useTrustMessages().trust;
  const format = useFormat();
  const cache = useQueryClient();
  const { data, error, refetch } = useQuery(authoritiesQuery);
  const [adding, setAdding] = useState(false);
  const [proving, setProving] = useState<CertificateAuthority>();
  const reread = () => void cache.invalidateQueries({ queryKey: authoritiesQuery.queryKey });
  return (
    <>
      <TrustList
        lead={m.authoritiesLead}
        add={m.addAuthority}
        onAdd={() => setAdding(true)}
        emptyTitle={m.noAuthorities}
        emptyDetail={m.noAuthoritiesDetail}
        items={data}
        error={error}
        retry={() => void refetch()}
        voucher={({ id, label, subject, state }) => ({ id, name: label ?? subject, disabled: state === 'disabled' })}
        head={[m.subject, m.names, m.valid]}
        cells={({ label, subject, state, deviceName, endsAt }) => [
          <div key="subject">
            <div className="device-name">{label ?? subject}</div>
            {label !== null && <div className="dim device-label">{subject}</div>}
            <div className={`device-label ${state === 'active' ? 'dim' : 'critical-text'}`}>{m.states[state]}</div>
          </div>,
          <span key="name" className="mono">
            {deviceName}
          </span>,
          <span key="end" className="num">
            {format.date(Date.parse(endsAt))}
          </span>,
        ]}
        more={(authority) => authority.state === 'unproven' && <Menu.Item onClick={() => setProving(authority)}>{m.prove}…</Menu.Item>}
        turn={({ id, disabled }) => client.updateCertificateAuthority(id, { disabled: !disabled })}
        remove={({ id }) => client.deleteCertificateAuthority(id)}
        onChanged={reread}
      />
      {adding && (
        <AuthorityDialog
          onRegistered={(authority) => {
            reread();
            setAdding(false);
            setProving(authority);
          }}
          onClose={() => setAdding(false)}
        />
      )}
      {proving && <ProofDialog authority={proving} onProven={reread} onClose={() => setProving(undefined)} />}
    </>
  );
}
