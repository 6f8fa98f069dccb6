import type { ConnectionView } from './connection-view.ts';

/** Tenants whose connections are measured at a time: those that somebody looks at. */
const measuredTenantsMax = 20;
/** Connections of one tenant that are measured; of further ones the mean since they connected is told. */
const measuredConnectionsMax = 20_000;
/** Least time between two looks that make a rate. */
const measureMs = 3000;

/** How much a connection sends and receives. */
export interface Talk {
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
}

interface Sample {
  readonly at: number;
  readonly counts: Map<string, readonly [messages: number, bytes: number]>;
}

/** Rates of connections between one look and the next: nothing is measured while nobody looks. */
export interface TalkMeter {
  /** What one look at a tenant's connections tells of each. */
  look(tenant: string): { of(view: ConnectionView): Talk };
}

export function createTalkMeter(now: () => number): TalkMeter {
  const samples = new Map<string, { before: Sample; last: Sample }>();

  return {
    look(tenant) {
      const at = now();
      const known = samples.get(tenant) ?? { before: { at: 0, counts: new Map() }, last: { at: 0, counts: new Map() } };
      const measures = at - known.last.at >= measureMs;
      const current = measures ? { before: known.last, last: { at, counts: new Map() } } : known;
      samples.delete(tenant);
      samples.set(tenant, current);
      if (samples.size > measuredTenantsMax) samples.delete(samples.keys().next().value as string);
      return {
        of(view) {
          const messages = view.messagesIn + view.messagesOut;
          const bytes = view.bytesIn + view.bytesOut;
          const { counts } = current.last;
          if (measures && counts.size < measuredConnectionsMax) counts.set(view.id, [messages, bytes]);
          const first = current.before.counts.get(view.id);
          const seconds = Math.max(1, (at - (first === undefined ? view.connectedAt : current.before.at)) / 1000);
          const [messagesBefore, bytesBefore] = first ?? [0, 0];
          return {
            messagesPerSecond: rounded((messages - messagesBefore) / seconds),
            bytesPerSecond: rounded((bytes - bytesBefore) / seconds),
          };
        },
      };
    },
  };
}

function rounded(rate: number): number {
  return Math.round(rate * 100) / 100;
}
