import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { EventBus } from '#core/events.ts';
import type { IngestLog } from '#core/ports/ingest-log.ts';
import type { TelemetryEngine } from '#core/ports/telemetry-engine.ts';

/** Everything the platforms stand on; embedded or clustered, they get the same. Disposing stops it in reverse order. */
export interface Ports extends AsyncDisposable {
  readonly pool: pg.Pool;
  readonly db: Kysely<unknown>;
  readonly tenantDb: (tenant: string) => Kysely<unknown>;
  /** Throws `ENGINE_DOWN` when PostgreSQL does not answer. */
  readonly pingPostgres: () => Promise<void>;
  readonly telemetry: TelemetryEngine;
  readonly log: IngestLog;
  readonly events: EventBus;
}
