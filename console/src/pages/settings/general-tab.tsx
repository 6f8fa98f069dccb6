import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Tenant } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { tenantQuery } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { renameTenantRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';

/** What the tenant is called. */
export function GeneralTab(): ReactNode {
  const { data, error, refetch } = useQuery(tenantQuery);
  if (error && !data) return <ProblemNotice error={error} retry={() => void refetch()} />;
  if (data === undefined) return <SkeletonRows rows={3} />;
  return <TenantForm tenant={data} />;
}

function TenantForm({ tenant }: { tenant: Pick<Tenant, 'name' | 'label'> }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [typed, setTyped] = useState(tenant.label ?? '');
  const label = typed.trim() === '' ? null : typed.trim();
  const rename = useMutation({
    mutationFn: () => client.updateTenant({ label }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: tenantQuery.queryKey });
      // The header shows the label from the session.
      void cache.invalidateQueries({ queryKey: ['session'] });
      toast(m.settings.saved);
    },
  });
  return (
    <Panel className="settings-form" title={m.shell.tenant} actions={<CopyAs recipe={() => renameTenantRecipe({ label })} />}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <TextInput label={m.settings.tenantName} description={m.settings.tenantNameHint} readOnly value={tenant.name} />
        <TextInput
          label={m.common.label}
          description={m.settings.labelHint}
          maxLength={128}
          autoComplete="off"
          data-testid="tenant-label"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {rename.error && <ProblemNotice error={rename.error} />}
        <div className="form-end">
          <Button type="submit" loading={rename.isPending} disabled={label === tenant.label}>
            {m.common.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
