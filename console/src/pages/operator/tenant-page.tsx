import { Button } from '@mantine/core';
import { IconEye, IconUserPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Impersonation } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { countedTenantQuery, impersonationsQuery } from '../../api/operator-queries.ts';
import { problemOf } from '../../api/problem.ts';
import { tenantHref } from '../../api/tenant.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';
import { InviteOwnerDialog } from './invite-owner-dialog.tsx';
import { LookDialog } from './look-dialog.tsx';
import { TenantQuotas } from './tenant-quotas.tsx';
import './operator.css';

const route = getRouteApi('/inside/operator/tenants/$tenant');

/** One tenant as those who run the platform see it: how much there is, not what. */
export function TenantPage(): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const { tenant: name } = route.useParams();
  const { dialog } = route.useSearch();
  const navigate = route.useNavigate();
  const tenant = useQuery(countedTenantQuery(name));
  const running = useQuery(impersonationsQuery);
  const close = () => void navigate({ search: {}, replace: true });

  if (problemOf(tenant.error)?.status === 404) {
    return (
      <Empty page title={m.operator.missing(name)} detail={m.operator.missingDetail}>
        <ButtonLink to="/operator/tenants" variant="default">
          {m.operator.allTenants}
        </ButtonLink>
      </Empty>
    );
  }
  const { data } = tenant;
  const acting = running.data?.find((each) => each.tenant === name);
  return (
    <Page
      title={data?.label ?? name}
      lead={
        data && (
          <>
            {data.label !== null && <span className="mono">{name} · </span>}
            {m.operator.created(format.date(Date.parse(data.createdAt)))}
          </>
        )
      }
      actions={
        data && (
          <>
            <Button
              variant="default"
              leftSection={<IconUserPlus size={16} aria-hidden />}
              onClick={() => void navigate({ search: { dialog: 'invite' } })}
            >
              {m.operator.inviteOwner}
            </Button>
            <Button
              leftSection={<IconEye size={16} aria-hidden />}
              onClick={() => void navigate({ search: { dialog: 'look' } })}
              data-testid="look-into"
            >
              {m.operator.look}
            </Button>
          </>
        )
      }
    >
      {tenant.error && <ProblemNotice error={tenant.error} retry={() => void tenant.refetch()} />}
      {data === undefined && !tenant.error && <SkeletonRows />}
      {acting && <Acting impersonation={acting} />}
      {data && (
        <dl className="figures">
          {[
            { text: m.operator.members, value: data.members },
            { text: m.operator.devices, value: data.devices },
          ].map(({ text, value }) => (
            <div key={text} className="panel">
              <dt>{text}</dt>
              <dd className="num">{format.integer(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      {data && <TenantQuotas tenant={name} />}
      <InviteOwnerDialog tenant={name} opened={dialog === 'invite'} onClose={close} />
      <LookDialog tenant={name} opened={dialog === 'look'} onClose={close} />
    </Page>
  );
}

function Acting({ impersonation: { id, tenant, reason, until } }: { impersonation: Impersonation }): ReactNode {
  const m = useMessages().operator;
  const format = useFormat();
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: () => client.endImpersonation(id),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: impersonationsQuery.queryKey });
      void cache.invalidateQueries({ queryKey: ['session'] });
      toast(m.ended(tenant));
    },
  });
  return (
    <Notice kind="warning" title={m.actingTitle(format.shortTime(Date.parse(until)))}>
      <p className="notice-text">{reason}</p>
      {end.error && <ProblemNotice error={end.error} />}
      <div className="form-row notice-action">
        <Button size="xs" component="a" href={tenantHref(tenant)}>
          {m.goThere}
        </Button>
        <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate()}>
          {m.end}
        </Button>
      </div>
    </Notice>
  );
}
