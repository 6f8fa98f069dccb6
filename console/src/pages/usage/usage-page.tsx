import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useMay } from '../../access/may.ts';
import { usageQuery } from '../../api/usage-queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { QuotaAlerts } from '../../quota/quota-alerts.tsx';
import { QuotaList } from '../../quota/quota-list.tsx';
import { usageRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';

const UsageDays = lazy(() => import('./usage-days.tsx').then((module) => ({ default: module.UsageDays })));

/** What the tenant uses and may use, and how it went day by day. */
export function UsagePage(): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const may = useMay();
  const { data, error, refetch, dataUpdatedAt } = useQuery(usageQuery);
  return (
    <Page
      title={m.shell.usage}
      lead={data && <span className="num">{m.usage.lead(data.month, format.time(dataUpdatedAt))}</span>}
      actions={<CopyAs recipe={usageRecipe} />}
    >
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <SkeletonRows rows={8} />}
      {data && (
        <>
          <QuotaAlerts refused={data.refused} warnings={data.warnings} />
          <Panel label={m.usage.usageTitle}>
            <QuotaList quotas={data.quotas} />
          </Panel>
          <p className="dim usage-who">
            {may('operator') ? (
              <>
                {m.usage.setHere}{' '}
                <TextLink to="/operator/tenants/$tenant" params={{ tenant: data.tenant }} underline="always">
                  {m.usage.toQuotas}
                </TextLink>
              </>
            ) : (
              m.usage.who
            )}
          </p>
          <Suspense fallback={<SkeletonRows rows={6} />}>
            <UsageDays days={data.days} />
          </Suspense>
        </>
      )}
    </Page>
  );
}
