import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { tenantQuotasQuery, tenantUsageQuery } from '../../api/usage-queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { QuotaAlerts } from '../../quota/quota-alerts.tsx';
import { QuotaList } from '../../quota/quota-list.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { QuotaEditor } from './quota-editor.tsx';

/** What a tenant uses, and the limits it is given. */
export function TenantQuotas({ tenant }: { tenant: string }): ReactNode {
  const m = useMessages().usage;
  const usage = useQuery(tenantUsageQuery(tenant));
  const quotas = useQuery(tenantQuotasQuery(tenant));
  const error = usage.error ?? quotas.error;
  if (error) return <ProblemNotice error={error} retry={() => void Promise.all([usage.refetch(), quotas.refetch()])} />;
  if (usage.data === undefined || quotas.data === undefined) return <SkeletonRows rows={8} />;
  return (
    <>
      <QuotaAlerts refused={usage.data.refused} warnings={usage.data.warnings} />
      <div className="tenant-panels">
        <Panel title={m.usageTitle}>
          <QuotaList quotas={usage.data.quotas} />
        </Panel>
        <QuotaEditor key={tenant} quotas={quotas.data} usage={usage.data.quotas} />
      </div>
    </>
  );
}
