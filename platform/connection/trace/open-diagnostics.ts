import type { Kysely } from 'kysely';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DevicePresences } from '#core/ports/device-presence.ts';
import type { Route } from '#core/route.ts';
import { createConnectionList } from './connection-list.ts';
import { connectionRoutes } from './connection-routes.ts';
import type { LiveConnections } from './connection-view.ts';
import { createDiaries, type Diaries } from './diary.ts';
import { diaryRoutes } from './diary-routes.ts';
import { createDiaryStore } from './diary-store.ts';
import { traceRoutes } from './trace-routes.ts';
import { createTraces, type Traces } from './tracer.ts';

export interface DiagnosticsNeeds {
  readonly db: Kysely<unknown>;
  readonly tenantDb: (tenant: string) => Kysely<unknown>;
  readonly directory: DeviceDirectory;
  readonly presences: DevicePresences;
  readonly events: EventBus;
  readonly log: Logger;
  readonly now: () => number;
}

/** What explains connections: their diaries, traces and live list. */
export interface Diagnostics extends AsyncDisposable {
  readonly diary: Diaries;
  readonly tracer: Traces;
  readonly routes: readonly Route[];
  /** Whose live connections are shown. */
  watch(live: LiveConnections): void;
}

const nobody: LiveConnections = { connections: () => [], subscriptionsOf: () => undefined };

export function openDiagnostics({ db, tenantDb, directory, presences, events, log, now }: DiagnosticsNeeds): Diagnostics {
  const diaries = createDiaries({ store: createDiaryStore(db, tenantDb), directory, log, now });
  const traces = createTraces(now);
  let live = nobody;
  const connections = createConnectionList(() => live, now);
  const off = events.on('device.removed', ({ tenant, device }) => {
    // After its connections ended, so that their last words are forgotten too.
    setImmediate(() => diaries.forget({ tenant, kind: 'device', name: device }));
  });
  return {
    diary: diaries,
    tracer: traces,
    routes: [
      ...connectionRoutes(connections, () => live),
      ...diaryRoutes({ diaries, connections, presences, now }),
      ...traceRoutes({ traces, directory, now }),
    ],
    watch(watched) {
      live = watched;
    },
    async [Symbol.asyncDispose]() {
      off();
      traces[Symbol.dispose]();
      await diaries[Symbol.asyncDispose]();
    },
  };
}
