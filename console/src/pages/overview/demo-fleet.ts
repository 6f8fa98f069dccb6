import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import type { DemoFleet } from '@thalamus/sdk';
import { client } from '../../api/client.ts';
import { demoFleetQuery } from '../../api/queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { toast } from '../../ui/toast.ts';

/** Starts and stops the demo fleet, and reads again what that changes. */
export function useDemoFleet(): {
  readonly start: UseMutationResult<DemoFleet, Error, void>;
  readonly stop: UseMutationResult<DemoFleet, Error, void>;
} {
  const m = useMessages().overview;
  const cache = useQueryClient();
  const done = (fleet: DemoFleet, message: string) => {
    cache.setQueryData(demoFleetQuery.queryKey, fleet);
    void cache.invalidateQueries({ queryKey: ['devices'] });
    void cache.invalidateQueries({ queryKey: ['products'] });
    toast(message);
  };
  const start = useMutation({ mutationFn: () => client.startDemoFleet(), onSuccess: (fleet) => done(fleet, m.demoStarted) });
  const stop = useMutation({ mutationFn: () => client.stopDemoFleet(), onSuccess: (fleet) => done(fleet, m.demoStopToast) });
  return { start, stop };
}
