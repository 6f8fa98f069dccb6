import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { anyFilter, anyNumber, anyText, anyTime, anyVocabulary } from '#testing/filters.ts';
import { anyPattern, anyPatternText } from '#testing/patterns.ts';
import { testDatabase } from '#testing/postgres.ts';
import { Fault } from '../errors.ts';
import { compileFilter } from './evaluate.ts';
import { readFilter } from './filter.ts';
import { filterPatternCostMax } from './parse.ts';
import { printFilter } from './print.ts';
import { regexCost } from './regex/cost.ts';
import { parseRegex } from './regex/parse.ts';
import { printPostgresRegex } from './regex/print.ts';
import { compileRegex } from './regex/search.ts';
import { type FilterColumns, filterSql } from './sql.ts';

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

const columns: FilterColumns = {
  name: { sql: sql`r.name`, nullable: false },
  'labels.*': (name) => ({
    sql: sql`(r.labels ->> ${name})`,
    nullable: true,
    equals: (value) => sql`(r.labels @> cast(${JSON.stringify({ [name]: value })} as jsonb))`,
  }),
  size: { sql: sql`r.size`, nullable: false },
  weight: { sql: sql`r.weight`, nullable: true },
  active: { sql: sql`r.active`, nullable: true },
  made: { sql: sql`r.made`, nullable: false },
  seen: { sql: sql`r.seen`, nullable: true },
  state: { sql: sql`(case when r.is_on then 'on' else 'off' end)`, nullable: false, equals: (value) => sql`(r.is_on = ${value === 'on'})` },
};

function read(pattern: string) {
  return parseRegex(pattern, (at, found) => new Fault('BAD_REQUEST', `${at}: ${found}`));
}

/** A database with the rows, and what it says of a filter. */
async function withRows(rows: readonly Row[]) {
  const database = await testDatabase();
  await sql`create table r (id int, name text collate "C" not null, labels jsonb not null, size int not null, weight float8, active boolean,
    made timestamptz not null, seen timestamptz, is_on boolean not null)`.execute(database.db);
  for (const [id, { name, site, size, weight, active, made, seen, state }] of rows.entries()) {
    const on = state === 'on';
    // A bare date is midnight in the session's time zone to PostgreSQL.
    const times = [made, seen].map((time) => (time === null ? null : new Date(time).toISOString()));
    await sql`insert into r values (${id}, ${name}, ${JSON.stringify(site === null ? {} : { site, other: name })}, ${size}, ${weight}, ${active}, ${times[0]}, ${times[1]}, ${on})`.execute(
      database.db,
    );
  }
  return {
    async matches(text: string): Promise<readonly number[]> {
      const condition = filterSql(sql, readFilter(text, anyVocabulary), columns);
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

test('whatever the filter and the rows, PostgreSQL and memory agree', { timeout: 300_000 }, async () => {
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

test('whatever the pattern and the texts, PostgreSQL and memory agree', { timeout: 300_000 }, async () => {
  await using database = await testDatabase();
  let picked = 0;
  const patterns = anyPattern.filter(({ text }) => regexCost(read(text)) <= filterPatternCostMax);
  await fc.assert(
    fc.asyncProperty(patterns, fc.array(anyPatternText, { minLength: 20, maxLength: 40 }), async ({ text }, texts) => {
      const regex = read(text);
      const { rows } = await sql<{ fits: boolean[] }>`
        select array_agg(t.x ~ ${printPostgresRegex(regex)} order by t.n) as fits
        from unnest(cast(${texts} as text[])) with ordinality as t (x, n)`.execute(database.db);
      const expected = texts.map(compileRegex(regex));
      assert.deepEqual(rows[0]?.fits, expected);
      if (expected.includes(true) && expected.includes(false)) picked++;
    }),
    { numRuns: 1500 },
  );
  assert.ok(picked > 300, `only ${picked} patterns told texts apart`);
});

test('the largest patterns that are read can be run', async () => {
  const rows = fc.sample(anyRow, { numRuns: 5, seed: 7 });
  await using table = await withRows(rows);
  const other = (at: number) => `[^\\x{${(0x100 + at).toString(16)}}]`;
  const large = [
    '^(a+)+$',
    '^(a|aa)+$',
    '((a?){1,9}){1,9}$',
    '((a*)*)*$',
    '(.{0,200}a|b)$',
    '(a|b)*a(a|b){150}',
    `(?i)${'pump station '.repeat(30)}`,
    Array.from({ length: 30 }, (_, at) => `${other(at)}?`).join(''),
    `^(${Array.from({ length: 20 }, (_, at) => other(at)).join('|')})*$`,
    '(((a|^b)|^c)|(^|d(e|f)))(g|h|$|(i|$))',
    'x{0}y{0,0}(z{255}){0}',
  ];
  for (const pattern of large) {
    const text = `name.matches(r'${pattern}')`;
    assert.deepEqual(await table.matches(text), matchesInMemory(rows, text), text);
  }
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
