import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client } from '../../api/client.ts';
import { tenantHref } from '../../api/tenant.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { forgetInvitation } from './invitation-token.ts';

/** For who is signed in: one press joins, and the console opens in the new tenant. */
export function JoinButton({ token, tenant, email }: { token: string; tenant: string; email: string }): ReactNode {
  const m = useMessages().invitation;
  const join = useMutation({
    mutationFn: () => client.joinByInvitation({ token }),
    // A new document, as another tenant begins; the address with the secret is not kept.
    onSuccess: (joined) => {
      forgetInvitation();
      location.replace(tenantHref(joined.tenant));
    },
  });
  return (
    <div className="form">
      <p className="confirm-text">{m.joinAs(email)}</p>
      {join.error && <ProblemNotice error={join.error} />}
      <Button loading={join.isPending || join.isSuccess} onClick={() => join.mutate()} data-testid="join">
        {m.join(tenant)}
      </Button>
    </div>
  );
}
