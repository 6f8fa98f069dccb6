import { Button } from '@mantine/core';
import { IconUserShield } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Session } from '@thalamus/sdk';
import { type ReactNode, useEffect } from 'react';
import { client } from '../api/client.ts';
import { tenantHref } from '../api/tenant.ts';
import { useNow } from '../app/clock.ts';
import { useMessages } from '../i18n/language.tsx';
import { ProblemDialog } from '../ui/problem-dialog.tsx';

/** Stands over every page while an operator acts in somebody else's tenant: in whose, for how long, and why. */
export function ImpersonationBanner({ session }: { session: Session }): ReactNode {
  const m = useMessages().impersonation;
  const cache = useQueryClient();
  const now = useNow();
  const choice = session.tenants.find(({ name }) => name === session.tenant);
  const running = useQuery({ queryKey: ['impersonations'], queryFn: async () => (await client.listImpersonations()).items });
  const current = running.data?.find(({ tenant }) => tenant === session.tenant);
  const until = current?.until ?? choice?.until ?? undefined;
  const leftMs = until === undefined ? undefined : Date.parse(until) - now;
  const over = leftMs !== undefined && leftMs <= 0;
  const end = useMutation({
    mutationFn: (id: string) => client.endImpersonation(id),
    onSuccess: () => location.assign(tenantHref(undefined)),
  });
  // At its end the platform lets in no more: what is shown must say so at once.
  useEffect(() => {
    if (over) void cache.invalidateQueries({ queryKey: ['session'] });
  }, [over, cache]);

  return (
    <section className="impersonation" aria-label={m.title} data-testid="impersonation">
      <IconUserShield size={18} aria-hidden />
      <strong>{m.actingIn(choice?.label ?? session.tenant)}</strong>
      {leftMs !== undefined && (
        <span className="num" role="timer">
          {m.left(clock(leftMs))}
        </span>
      )}
      {current && (
        <span className="impersonation-reason" title={current.reason}>
          {m.reason(current.reason)}
        </span>
      )}
      {current && (
        <Button
          size="compact-sm"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate(current.id)}
          data-testid="end-impersonation"
        >
          {m.end}
        </Button>
      )}
      <ProblemDialog error={end.error} onClose={end.reset} />
    </section>
  );
}

/** "29:58", or "1:02:03" from an hour on. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours = 0, ...rest] = parts;
  return [...(hours > 0 ? [hours] : []), ...rest].map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}
