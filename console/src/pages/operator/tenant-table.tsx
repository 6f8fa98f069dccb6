import { useNavigate } from '@tanstack/react-router';
import type { CountedTenant } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { TextLink } from '../../ui/link.tsx';

/** Tenants as rows with how much each has; the whole row leads to the tenant. */
export function TenantTable({ tenants }: { tenants: readonly CountedTenant[] }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const navigate = useNavigate();
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{m.common.name}</th>
            <th scope="col" className="right">
              {m.operator.members}
            </th>
            <th scope="col" className="right">
              {m.operator.devices}
            </th>
            <th scope="col" className="right wide-only">
              {m.common.created}
            </th>
          </tr>
        </thead>
        <tbody>
          {tenants.map(({ name, label, members, devices, createdAt }) => (
            <tr
              key={name}
              data-link
              data-testid={`tenant-row-${name}`}
              onClick={(event) => {
                if (event.target instanceof Element && event.target.closest('a') !== null) return;
                void navigate({ to: '/operator/tenants/$tenant', params: { tenant: name } });
              }}
            >
              <td>
                <TextLink to="/operator/tenants/$tenant" params={{ tenant: name }} className="device-name">
                  {name}
                </TextLink>
                {label && <div className="dim device-label">{label}</div>}
              </td>
              <td className="right">{format.integer(members)}</td>
              <td className="right">{format.integer(devices)}</td>
              <td className="right dim wide-only">{format.date(Date.parse(createdAt))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
