import { sql } from 'kysely';
import type { FilterColumns } from '#core/filter/sql.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';

/** What filters of API keys may name. */
export const apiKeyVocabulary: Vocabulary = {
  id: 'string',
  name: 'string',
  role: 'string',
  serviceAccount: 'string',
  createdAt: 'timestamp',
  expiresAt: 'timestamp',
  lastUsedAt: 'timestamp',
};

/** The same in the table `api_key`. */
export const apiKeyColumns: FilterColumns = {
  id: { sql: sql`id`, nullable: false },
  name: { sql: sql`name`, nullable: false },
  role: { sql: sql`(case when service_account is null then assignments -> 0 ->> 'role' end)`, nullable: true },
  serviceAccount: { sql: sql`service_account`, nullable: true },
  createdAt: { sql: sql`created_at`, nullable: false },
  expiresAt: { sql: sql`expires_at`, nullable: true },
  lastUsedAt: { sql: sql`last_used_at`, nullable: true },
};
