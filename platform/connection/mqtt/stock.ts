import type { Gateway } from './create-gateway.ts';

/** What there is of everything at a moment, of all tenants together. */
export interface MqttStock {
  readonly bytesOut: number;
  readonly sessions: number;
  readonly subscriptions: number;
  readonly inflight: number;
  readonly queued: number;
  readonly retained: number;
  readonly retainedBytes: number;
  readonly journalAppended: number;
  readonly journalCongested: boolean;
}

/** How long a count is good for whoever asks next: a scrape asks for each number of it. */
const stockKnownMs = 500;

type Counted = Pick<Gateway, 'sessions' | 'tenants' | 'journal' | 'connections' | 'counters'>;

/** Counts when somebody asks: a walk over all sessions. */
export function createStock(gateway: Counted, now: () => number): () => MqttStock {
  let known: { readonly at: number; readonly stock: MqttStock } | undefined;
  return () => {
    const at = now();
    if (known === undefined || at - known.at > stockKnownMs) known = { at, stock: count(gateway) };
    return known.stock;
  };
}

function count({ sessions, tenants, journal, connections, counters }: Counted): MqttStock {
  let { bytesOut } = counters;
  for (const { wire } of connections) bytesOut += wire.bytesOut;
  let inflight = 0;
  let queued = 0;
  for (const session of sessions.all.values()) {
    inflight += session.inflight;
    queued += session.queued;
  }
  const routes = [...tenants.values()];
  return {
    bytesOut,
    sessions: sessions.all.size,
    subscriptions: routes.reduce((sum, { filters }) => sum + filters, 0),
    inflight,
    queued,
    retained: routes.reduce((sum, { retained }) => sum + retained.count, 0),
    retainedBytes: routes.reduce((sum, { retained }) => sum + retained.bytes, 0),
    journalAppended: journal.appended,
    journalCongested: journal.congested,
  };
}
