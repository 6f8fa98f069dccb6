import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type RawBuilder, sql } from 'kysely';
import { compileFilter } from '#core/filter/evaluate.ts';
import { readFilter } from '#core/filter/filter.ts';
import { printFilter } from '#core/filter/print.ts';
import { anyFilter, anyNumber, anyText, anyTime, anyVocabulary } from '#testing/filters.ts';
import { testDatabase } from '#testing/postgres.ts';
import { filterSql } from './filter-sql.ts';

const rowsMax = 40;

const anyRow = fc.record({
  name: anyText,
  site: fc.option(anyText),
  size: fc.integer({ min: -20, max: 20 }),
  weight: fc.option(anyNumber),
  active: fc.option(fc.boolean()),
  made: anyTime,
  seen: fc.option(anyTime),
  state: fc.constantFrom('on', 'off'),
});
type Row = typeof anyRow extends fc.Arbitrary<infer R> ? R : never;

const names: Readonly<Record<string, { readonly sql: RawBuilder<unknown>; readonly nullable: boolean }>> = {
  name: { sql: sql`r.name`, nullable: false },
  'labels.site': { sql: sql`r.site`, nullable: true },
  size: { sql: sql`r.size`, nullable: false },
  weight: { sql: sql`r.weight`, nullable: true },
  active: { sql: sql`r.active`, nullable: true },
  made: { sql: sql`r.made`, nullable: false },
  seen: { sql: sql`r.seen`, nullable: true },
  state: { sql: sql`(case when r.is_on then 'on' else 'off' end)`, nullable: false },
};

function column(path: string) {
  const found = names[path];
  assert.ok(found !== undefined, path);
  return found;
}

/** A database with the rows, and what it says of a filter. */
async function withRows(rows: readonly Row[]) {
  const database = await testDatabase();
  await sql`create table r (id int, name text collate "C" not null, site text, size int not null, weight float8, active boolean,
    made timestamptz not null, seen timestamptz, is_on boolean not null)`.execute(database.db);
  for (const [id, { name, site, size, weight, active, made, seen, state }] of rows.entries()) {
    const on = state === 'on';
    // A bare date is midnight in the session's time zone to PostgreSQL.
    const times = [made, seen].map((time) => (time === null ? null : new Date(time).toISOString()));
    await sql`insert into r values (${id}, ${name}, ${site}, ${size}, ${weight}, ${active}, ${times[0]}, ${times[1]}, ${on})`.execute(
      database.db,
    );
  }
  return {
    async matches(text: string): Promise<readonly number[]> {
      const condition = filterSql(readFilter(text, anyVocabulary), column);
      const { rows: found } = await sql<{ id: number }>`select id from r where ${condition} order by id`.execute(database.db);
      return found.map(({ id }) => id);
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

function matchesInMemory(rows: readonly Row[], text: string): readonly number[] {
  const fits = compileFilter(readFilter(text, anyVocabulary));
  const ms = (time: string | null) => (time === null ? null : Date.parse(time));
  return rows.flatMap((row, id) => {
    const { site, made, seen, ...rest } = row;
    return fits({ ...rest, labels: site === null ? {} : { site }, made: ms(made), seen: ms(seen) }) ? [id] : [];
  });
}

test('whatever the filter and the rows, PostgreSQL and memory agree', { timeout: 120_000 }, async () => {
  const rows = fc.sample(anyRow, { numRuns: rowsMax, seed: 7 });
  await using table = await withRows(rows);
  let picked = 0;
  await fc.assert(
    fc.asyncProperty(anyFilter, async (filter) => {
      const text = printFilter(filter);
      const expected = matchesInMemory(rows, text);
      assert.deepEqual(await table.matches(text), expected);
      if (expected.length > 0 && expected.length < rows.length) picked++;
    }),
    { numRuns: 1500 },
  );
  assert.ok(picked > 300, `only ${picked} filters told rows apart`);
});

test('the deepest and longest filters that are read can be run', async () => {
  const rows = fc.sample(anyRow, { numRuns: 5, seed: 7 });
  await using table = await withRows(rows);
  const long = [
    `${'weight + '.repeat(140)}weight > 1`,
    `${'weight * '.repeat(140)}weight > 1`,
    `${'-'.repeat(32)}size > 0`,
    `${'('.repeat(32)}active${')'.repeat(32)}`,
    `active${' == active'.repeat(140)}`,
    `name in [${Array.from({ length: 100 }, (_, at) => `'${at}'`).join(',')}]`,
  ];
  for (const text of long) assert.deepEqual(await table.matches(text), matchesInMemory(rows, text), text);
});
