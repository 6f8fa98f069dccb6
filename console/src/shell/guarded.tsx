import { Outlet, useMatches } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '../access/may.ts';
import { MissingPermission } from '../access/missing-permission.tsx';
import { useSession } from '../api/session.ts';
import { chosenTenant, tenantHref } from '../api/tenant.ts';
import { useMessages } from '../i18n/language.tsx';
import { Empty } from '../ui/empty.tsx';

/** The page, if the signed-in person may see it; else why not. */
export function Guarded(): ReactNode {
  const session = useSession();
  const may = useMay();
  const { need, tenantless } = useMatches({ select: (matches) => matches.at(-1)?.staticData }) ?? {};
  if (need === 'operator' || tenantless) return need === undefined || may(need) ? <Outlet /> : <MissingPermission need={need} />;
  // The platform answers for the person's own tenant when the chosen one is not, or no more, theirs.
  if (chosenTenant !== undefined && session.tenant !== chosenTenant) return <NotYours own={session.tenants[0]?.label ?? session.tenant} />;
  if (session.tenant === '') return <NoTenant />;
  if (need !== undefined && !may(need)) return <MissingPermission need={need} />;
  return <Outlet />;
}

function NotYours({ own }: { own: string }): ReactNode {
  const m = useMessages().access;
  return (
    <Empty page title={m.notYoursTitle(chosenTenant ?? '')} detail={m.notYoursDetail}>
      <a href={tenantHref(undefined)}>{m.toOwnTenant(own)}</a>
    </Empty>
  );
}

function NoTenant(): ReactNode {
  const m = useMessages().access;
  return <Empty page title={m.noTenantTitle} detail={m.noTenantDetail} />;
}
