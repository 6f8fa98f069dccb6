import { Loader } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { client } from '../api/client.ts';
import { liveState, reachable } from '../api/connection.ts';
import { isUnreachable } from '../api/problem.ts';
import { queryClient } from '../api/query-client.ts';
import { useSignal } from '../app/signal.ts';
import { useMessages } from '../i18n/language.tsx';
import { toast } from '../ui/toast.ts';

const probeMs = 3000;

/** Says that the platform or only its live stream is gone, and keeps asking until it is back. */
export function Banner(): ReactNode {
  const m = useMessages().shell;
  const isReachable = useSignal(reachable);
  const live = useSignal(liveState);

  useEffect(() => {
    if (isReachable) return;
    const timer = setInterval(() => {
      client.getSession().then(back, (error: unknown) => {
        if (!isUnreachable(error)) back();
      });
    }, probeMs);
    function back(): void {
      clearInterval(timer);
      reachable.set(true);
      toast(m.backOnline);
      void queryClient.invalidateQueries();
    }
    return () => clearInterval(timer);
  }, [isReachable, m]);

  // A lost stream is often the first sign that the whole platform is gone: ask, so that the banner says which.
  useEffect(() => {
    if (live !== 'lost') return;
    client.getSession().catch((error: unknown) => {
      if (isUnreachable(error)) reachable.set(false);
    });
  }, [live]);

  if (isReachable && live !== 'lost') return null;
  return (
    <div className="banner" data-kind={isReachable ? 'warning' : 'critical'} role="status">
      <Loader size={14} color="currentColor" aria-hidden />
      <strong>{isReachable ? m.liveLost : m.offlineTitle}</strong>
      <span>{isReachable ? m.liveLostDetail : m.offlineDetail}</span>
    </div>
  );
}
