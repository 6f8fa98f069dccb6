import type { Migration } from 'kysely';
import { limitsMigration } from './limits/limits-schema.ts';
import { journalMigration } from './mqtt/journal/migrations.ts';
import { diaryMigration } from './trace/diary-store.ts';

/** Tables of this platform; the numbers order the migrations of all platforms. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0021-limits': limitsMigration,
  '0022-connection-event': diaryMigration,
  '0023-mqtt-journal': journalMigration,
};
