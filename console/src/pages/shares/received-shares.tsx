import { IconShare } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReceivedShare } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { receivedSharesQuery } from '../../access/people-queries.ts';
import { useRoleText } from '../../access/role-text.ts';
import { tenantHref } from '../../api/tenant.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { ShareEnd } from './share-end.tsx';

/** Each with a link that opens it where it is: in the tenant that shares it. */
export function ReceivedShares(): ReactNode {
  const m = useMessages();
  const roleText = useRoleText();
  const { data, error, refetch } = useQuery(receivedSharesQuery);
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <Panel flush>
      {data === undefined && <SkeletonRows rows={4} />}
      {data?.length === 0 && (
        <Empty title={m.shares.receivedEmptyTitle} detail={m.shares.receivedEmptyDetail} icon={<IconShare size={32} stroke={1.4} />} />
      )}
      {data !== undefined && data.length > 0 && (
        <div className="table-scroll">
          <table className="table stack">
            <thead>
              <tr>
                <th scope="col">{m.shares.thing}</th>
                <th scope="col">{m.shares.from}</th>
                <th scope="col">{m.shares.role}</th>
                <th scope="col" className="wide-only">
                  {m.shares.until}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((share) => (
                <tr key={share.id} data-testid={`received-${share.tenant}`}>
                  <td>
                    {/* Another tenant is another document, so no link of the router. */}
                    <a className="plain-link" href={hrefOf(share)} title={m.shares.openIn(share.ownerLabel ?? share.tenant)}>
                      {'space' in share.thing ? share.thing.space : share.thing.device}
                    </a>
                    <div className="dim device-label">{'space' in share.thing ? m.spaces.space : m.common.device}</div>
                  </td>
                  <td>
                    {share.ownerLabel ?? share.tenant}
                    {share.ownerLabel !== null && <div className="dim device-label mono">{share.tenant}</div>}
                  </td>
                  <td data-label={m.shares.role}>{roleText(share.role)}</td>
                  <td className="wide-only">
                    <ShareEnd expiresAt={share.expiresAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function hrefOf({ tenant, thing }: ReceivedShare): string {
  const path = 'space' in thing ? `/spaces/${thing.space}` : `/devices/${encodeURIComponent(thing.device)}`;
  return tenantHref(tenant, path);
}
