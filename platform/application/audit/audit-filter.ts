import { sql } from 'kysely';
import type { FilterColumns } from '#core/filter/sql.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';

export const actorKinds = ['person', 'key', 'nobody'] as const;

/** What filters of the audit log may name. */
export const auditVocabulary: Vocabulary = {
  at: 'timestamp',
  actor: 'string',
  actorId: 'string',
  actorKind: actorKinds,
  action: 'string',
  permission: 'string',
  role: 'string',
  resourceType: 'string',
  resource: 'string',
  outcome: 'string',
  address: 'string',
};

/** The same in the table `audit_entry`. */
export const auditColumns: FilterColumns = {
  at: { sql: sql`at`, nullable: false },
  actor: { sql: sql`actor_name`, nullable: false },
  actorId: { sql: sql`actor_id`, nullable: false },
  actorKind: { sql: sql`actor_kind`, nullable: false },
  action: { sql: sql`action`, nullable: false },
  permission: { sql: sql`permission`, nullable: false },
  role: { sql: sql`role`, nullable: true },
  resourceType: { sql: sql`resource_type`, nullable: false },
  resource: { sql: sql`resource`, nullable: false },
  outcome: { sql: sql`outcome`, nullable: false },
  address: { sql: sql`address`, nullable: false },
};
