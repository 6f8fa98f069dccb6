import type { Trace, TracedPacket } from '@thalamus/sdk';
import { useEffect, useState } from 'react';
import { client } from '../../api/client.ts';

const waitSeconds = 15;
const perPage = 500;
/** Wait before asking again after a failure. */
const againMs = 3000;

interface Followed {
  readonly trace: Trace | undefined;
  readonly packets: readonly TracedPacket[];
  readonly error: unknown;
}

const nothing: Followed = { trace: undefined, packets: [], error: undefined };

/** A trace and its packets as they come: each call waits for the next one. */
export function useTrace(id: string): Followed {
  const [followed, setFollowed] = useState(nothing);
  useEffect(() => {
    const gone = new AbortController();
    setFollowed(nothing);
    void follow();
    return () => gone.abort();

    async function follow(): Promise<void> {
      let after = 0;
      let first = true;
      while (!gone.signal.aborted) {
        try {
          const query = { after, limit: perPage, waitSeconds: first ? 0 : waitSeconds };
          const page = await client.listTracedPackets(id, query, { signal: gone.signal });
          if (gone.signal.aborted) return;
          after = page.after;
          first = false;
          setFollowed(({ packets }) => ({
            trace: page.trace,
            packets: page.items.length === 0 ? packets : [...packets, ...page.items],
            error: undefined,
          }));
          if (page.trace.endedAt !== null && page.items.length === 0) return;
        } catch (error) {
          if (gone.signal.aborted) return;
          setFollowed((before) => ({ ...before, error }));
          if (typeof error === 'object' && error !== null && 'status' in error && error.status === 404) return;
          await new Promise((resolve) => setTimeout(resolve, againMs));
        }
      }
    }
  }, [id]);
  return followed;
}
