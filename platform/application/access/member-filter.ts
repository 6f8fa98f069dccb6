import { sql } from 'kysely';
import type { FilterColumns } from '#core/filter/sql.ts';
import type { Vocabulary } from '#core/filter/vocabulary.ts';

/** What filters of members may name. */
export const memberVocabulary: Vocabulary = { id: 'string', name: 'string', email: 'string', since: 'timestamp' };

/** The same in the tables `membership` and `person`. */
export const memberColumns: FilterColumns = {
  id: { sql: sql`person.id`, nullable: false },
  name: { sql: sql`person.name`, nullable: false },
  email: { sql: sql`person.email`, nullable: false },
  // As it is shown: the database knows it more exactly.
  since: { sql: sql`date_trunc('milliseconds', membership.created_at)`, nullable: false },
};
