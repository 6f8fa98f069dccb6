import type { Migration } from 'kysely';
import { migrations as applicationMigrations } from '#platform/application/index.ts';
import { migrations as connectionMigrations } from '#platform/connection/index.ts';
import { migrations as deviceMigrations } from '#platform/device/index.ts';
import { migrations as demoMigrations } from './demo/demo-store.ts';

/** Every table of the program. */
export const migrations: Readonly<Record<string, Migration>> = {
  ...applicationMigrations,
  ...connectionMigrations,
  ...deviceMigrations,
  ...demoMigrations,
};
