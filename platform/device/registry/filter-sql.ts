import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Checked, type Constant, type Kind, kindOf } from '#core/filter/checked.ts';
import { numberMagnitudeMax, numberMagnitudeMin } from '#core/filter/number.ts';
import { printPostgresRegex } from '#core/filter/regex/print.ts';
import type { ArithmeticOp, Method } from '#core/filter/syntax.ts';

/** What a field is in SQL: `text`, a number, `boolean` or `timestamptz`. */
export interface FilterColumn {
  readonly sql: RawBuilder<unknown>;
  readonly nullable: boolean;
  /** Equality with a text in a form that an index knows. */
  readonly equals?: (value: string) => RawBuilder<SqlBool>;
}

/** A filter as a condition that is true or false and never null, the same for every row as the closure of `compileFilter`; values are parameters. */
export function filterSql(filter: Checked, column: (path: string) => FilterColumn): RawBuilder<SqlBool> {
  return condition(filter);

  function condition(node: Checked): RawBuilder<SqlBool> {
    switch (node.kind) {
      case 'not':
        return sql`not (${condition(node.of)})`;
      case 'all':
        return sql`(${condition(node.left)} and ${condition(node.right)})`;
      case 'any':
        return sql`(${condition(node.left)} or ${condition(node.right)})`;
      case 'equal':
        return equal(node.left, node.right);
      case 'order':
        return certain(sql`${value(node.left)}${collation(node.left)} ${sql.raw(node.op)} ${value(node.right)}`, node.left, node.right);
      case 'in':
        return isOneOf(node.of, node.items);
      case 'call':
        return certain(test(node.method, value(node.of), node.argument), node.of, node.argument);
      case 'matches':
        return certain(sql`${value(node.of)} ~ ${printPostgresRegex(node.regex)}`, node.of);
      default:
        return certain(sql`${value(node)}`, node);
    }
  }

  function value(node: Checked): RawBuilder<unknown> {
    switch (node.kind) {
      case 'constant':
        return constant(node);
      case 'field':
        return node.type === 'number' ? sql`cast(${column(node.path).sql} as float8)` : column(node.path).sql;
      case 'negative':
        return sql`(- ${value(node.of)})`;
      case 'arithmetic':
        return calculated(node.op, value(node.left), value(node.right));
      default:
        return sql`(${condition(node)})`;
    }
  }

  function equal(left: Checked, right: Checked): RawBuilder<SqlBool> {
    if (isNull(right)) return sql`(${value(left)} is null)`;
    if (isNull(left)) return sql`(${value(right)} is null)`;
    const indexed = indexedEqual(left, right) ?? indexedEqual(right, left);
    if (indexed !== undefined) return indexed;
    // Only the plain operator can use an index.
    const same = mayBeNull(left) || mayBeNull(right) ? sql`is not distinct from` : sql`=`;
    return sql`(${value(left)} ${same} ${value(right)})`;
  }

  function indexedEqual(field: Checked, value: Checked): RawBuilder<SqlBool> | undefined {
    if (field.kind !== 'field' || value.kind !== 'constant' || typeof value.value !== 'string') return undefined;
    return column(field.path).equals?.(value.value);
  }

  function isOneOf(of: Checked, items: readonly Constant[]): RawBuilder<SqlBool> {
    const present = items.filter((item) => !isNull(item));
    const each = present.map((item) => indexedEqual(of, item));
    if (present.length === items.length && each.length > 0 && each.every((one) => one !== undefined))
      return sql`(${sql.join(each, sql` or `)})`;
    const type = castOf[present[0]?.type ?? 'null'];
    const among = certain(sql`${value(of)} = any(cast(${present.map(parameter)} as ${type}[]))`, of);
    const found = present.length === 0 ? sql<SqlBool>`false` : among;
    return present.length === items.length ? found : sql`(${found} or ${value(of)} is null)`;
  }

  /** False where `test` is null because one of what it looks at is. */
  function certain(test: RawBuilder<unknown>, ...about: readonly Checked[]): RawBuilder<SqlBool> {
    return about.some(mayBeNull) ? sql`coalesce(${test}, false)` : sql`(${test})`;
  }

  function mayBeNull(node: Checked): boolean {
    if (node.kind === 'constant') return node.value === null;
    if (node.kind === 'field') return column(node.path).nullable;
    return node.kind === 'negative' || node.kind === 'arithmetic';
  }

  function test(method: Method, text: RawBuilder<unknown>, argument: Checked): RawBuilder<unknown> {
    // Of a pattern that is known the planner can use an index on the text.
    if (argument.kind === 'constant') return sql`${text} like ${pattern[method](String(argument.value))}`;
    return functions[method](text, value(argument));
  }
}

const castOf: Readonly<Record<Kind, RawBuilder<unknown>>> = {
  string: sql`text`,
  number: sql`float8`,
  boolean: sql`boolean`,
  timestamp: sql`timestamptz`,
  null: sql`text`,
};

function constant(node: Constant): RawBuilder<unknown> {
  return sql`cast(${parameter(node)} as ${castOf[node.type]})`;
}

function parameter({ type, value }: Constant): unknown {
  return type === 'timestamp' ? new Date(Number(value)).toISOString() : value;
}

function isNull(node: Checked): boolean {
  return node.kind === 'constant' && node.value === null;
}

function collation(node: Checked): RawBuilder<unknown> {
  return kindOf(node) === 'string' ? sql` collate "C"` : sql``;
}

/**
 * `calculate` of core, in SQL. The inner query keeps the text as long as the filter: each operand stands in it once. `offset 0`
 * keeps the planner from putting the result into every place that looks at it.
 */
function calculated(op: ArithmeticOp, left: RawBuilder<unknown>, right: RawBuilder<unknown>): RawBuilder<unknown> {
  const divisor = op === '/' || op === '%' ? sql`nullif(${right}, 0)` : right;
  const result = op === '%' ? sql`o.a - o.b * trunc(o.a / o.b)` : sql`o.a ${sql.raw(op)} o.b`;
  const operands = sql`(select ${left} as a, ${divisor} as b offset 0) as o`;
  const [most, least] = [sql`cast(${numberMagnitudeMax} as float8)`, sql`cast(${numberMagnitudeMin} as float8)`];
  return sql`(select case when abs(r.x) > ${most} then null when abs(r.x) < ${least} then 0 else r.x end
    from (select ${result} as x from ${operands} offset 0) as r)`;
}

const pattern: Readonly<Record<Method, (text: string) => string>> = {
  startsWith: (text) => `${escaped(text)}%`,
  contains: (text) => `%${escaped(text)}%`,
  endsWith: (text) => `%${escaped(text)}`,
};

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

const functions: Readonly<Record<Method, (text: RawBuilder<unknown>, part: RawBuilder<unknown>) => RawBuilder<unknown>>> = {
  startsWith: (text, part) => sql`starts_with(${text}, ${part})`,
  contains: (text, part) => sql`strpos(${text}, ${part}) > 0`,
  endsWith: (text, part) => sql`starts_with(reverse(${text}), reverse(${part}))`,
};
