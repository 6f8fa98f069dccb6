import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { tenantQuery } from '../api/queries.ts';
import { useMessages } from '../i18n/language.tsx';
import { Empty } from '../ui/empty.tsx';
import { ButtonLink } from '../ui/link.tsx';
import type { Need } from './may.ts';

/** Stands in for a page that somebody opened by its address and may not see: which permission is missing, and who can give it. */
export function MissingPermission({ need }: { need: Need }): ReactNode {
  const m = useMessages();
  // Somebody without a tenant, an operator's page: there is nobody to ask.
  const tenant = useQuery({ ...tenantQuery, enabled: need !== 'operator' });
  const givers = tenant.data?.givers ?? [];
  const text = need === 'operator' ? m.access.missingOperator : m.access.missingNeeds(need, m.actions[need]);
  const ask = givers.length === 0 ? m.access.giversUnknown : m.access.givers(givers.join(m.access.or));
  useEffect(() => {
    document.title = `${m.access.missingPageTitle} · Thalamus`;
  }, [m]);
  return (
    <Empty
      page
      title={m.access.missingPageTitle}
      detail={need === 'operator' ? text : `${text} ${ask}`}
      icon={<IconLock size={32} stroke={1.4} />}
    >
      <ButtonLink to="/" variant="default">
        {m.problem.toOverview}
      </ButtonLink>
    </Empty>
  );
}
