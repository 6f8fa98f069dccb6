import { invariant } from '../invariant.ts';
import { type Checked, type Constant, type Kind, kindOf } from './checked.ts';
import { numberMagnitudeMax, numberMagnitudeMin } from './number.ts';
import { printPostgresRegex } from './regex/print.ts';
import type { ArithmeticOp, Method } from './syntax.ts';

/** What SQL is written with, such as the `sql` of Kysely: values become parameters, but what it made itself becomes part of the text. */
export interface SqlTag<S> {
  (text: TemplateStringsArray, ...values: unknown[]): S;
  raw(text: string): S;
}

/** What a field is in SQL: `text`, a number, `boolean` or `timestamptz`. */
export interface FilterColumn {
  /** Made by the tag. */
  readonly sql: unknown;
  readonly nullable: boolean;
  /** Equality with a text in a form that an index knows. */
  readonly equals?: (value: string) => unknown;
}

/** The columns of a list's fields, as its vocabulary names them; of a group such as `labels.*`, the one that a name in it stands for. */
export type FilterColumns = Readonly<Record<string, FilterColumn | ((name: string) => FilterColumn)>>;

/**
 * A filter as a condition of PostgreSQL that is true or false and never null, the same for every row as the closure of
 * `compileFilter`; values are parameters. Without a filter every row fits.
 */
export function filterSql<S>(sql: SqlTag<S>, filter: Checked | undefined, columns: FilterColumns): S {
  return filter === undefined ? sql`true` : condition(filter);

  function condition(node: Checked): S {
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

  function value(node: Checked): S {
    switch (node.kind) {
      case 'constant':
        return constant(node);
      case 'field':
        return node.type === 'number' ? sql`cast(${column(node.path).sql} as float8)` : sql`${column(node.path).sql}`;
      case 'negative':
        return sql`(- ${value(node.of)})`;
      case 'arithmetic':
        return calculated(node.op, value(node.left), value(node.right));
      default:
        return sql`(${condition(node)})`;
    }
  }

  function equal(left: Checked, right: Checked): S {
    if (isNull(right)) return sql`(${value(left)} is null)`;
    if (isNull(left)) return sql`(${value(right)} is null)`;
    const indexed = indexedEqual(left, right) ?? indexedEqual(right, left);
    if (indexed !== undefined) return indexed;
    // Only the plain operator can use an index.
    const same = mayBeNull(left) || mayBeNull(right) ? sql`is not distinct from` : sql`=`;
    return sql`(${value(left)} ${same} ${value(right)})`;
  }

  function indexedEqual(field: Checked, value: Checked): S | undefined {
    if (field.kind !== 'field' || value.kind !== 'constant' || typeof value.value !== 'string') return undefined;
    const equals = column(field.path).equals;
    return equals === undefined ? undefined : sql`${equals(value.value)}`;
  }

  function isOneOf(of: Checked, items: readonly Constant[]): S {
    const present = items.filter((item) => !isNull(item));
    const each = present.flatMap((item): S[] => {
      const one = indexedEqual(of, item);
      return one === undefined ? [] : [one];
    });
    if (each.length === items.length && each.length > 0) return sql`(${each.reduce((one, other) => sql`${one} or ${other}`)})`;
    const type = sql.raw(castOf[present[0]?.type ?? 'null']);
    const among = certain(sql`${value(of)} = any(cast(${present.map(parameter)} as ${type}[]))`, of);
    const found = present.length === 0 ? sql`false` : among;
    return present.length === items.length ? found : sql`(${found} or ${value(of)} is null)`;
  }

  /** False where `test` is null because one of what it looks at is. */
  function certain(test: S, ...about: readonly Checked[]): S {
    return about.some(mayBeNull) ? sql`coalesce(${test}, false)` : sql`(${test})`;
  }

  function mayBeNull(node: Checked): boolean {
    if (node.kind === 'constant') return node.value === null;
    if (node.kind === 'field') return column(node.path).nullable;
    return node.kind === 'negative' || node.kind === 'arithmetic';
  }

  function test(method: Method, text: S, argument: Checked): S {
    // Of a pattern that is known the planner can use an index on the text.
    if (argument.kind === 'constant') return sql`${text} like ${pattern[method](String(argument.value))}`;
    const part = value(argument);
    switch (method) {
      case 'startsWith':
        return sql`starts_with(${text}, ${part})`;
      case 'contains':
        return sql`strpos(${text}, ${part}) > 0`;
      case 'endsWith':
        return sql`starts_with(reverse(${text}), reverse(${part}))`;
    }
  }

  /**
   * `calculate`, in SQL. The inner query keeps the text as long as the filter: each operand stands in it once. `offset 0` keeps
   * the planner from putting the result into every place that looks at it.
   */
  function calculated(op: ArithmeticOp, left: S, right: S): S {
    const divisor = op === '/' || op === '%' ? sql`nullif(${right}, 0)` : right;
    const result = op === '%' ? sql`o.a - o.b * trunc(o.a / o.b)` : sql`o.a ${sql.raw(op)} o.b`;
    const operands = sql`(select ${left} as a, ${divisor} as b offset 0) as o`;
    const [most, least] = [sql`cast(${numberMagnitudeMax} as float8)`, sql`cast(${numberMagnitudeMin} as float8)`];
    return sql`(select case when abs(r.x) > ${most} then null when abs(r.x) < ${least} then 0 else r.x end
      from (select ${result} as x from ${operands} offset 0) as r)`;
  }

  function constant(node: Constant): S {
    return sql`cast(${parameter(node)} as ${sql.raw(castOf[node.type])})`;
  }

  function collation(node: Checked): S {
    return sql.raw(kindOf(node) === 'string' ? ' collate "C"' : '');
  }

  function column(path: string): FilterColumn {
    const dot = path.indexOf('.');
    const group = dot < 0 ? undefined : columns[`${path.slice(0, dot)}.*`];
    const found = columns[path] ?? group;
    invariant(found !== undefined, `no column for ${path}`);
    return typeof found === 'function' ? found(path.slice(dot + 1)) : found;
  }
}

const castOf: Readonly<Record<Kind, string>> = {
  string: 'text',
  number: 'float8',
  boolean: 'boolean',
  timestamp: 'timestamptz',
  null: 'text',
};

function parameter({ type, value }: Constant): unknown {
  return type === 'timestamp' ? new Date(Number(value)).toISOString() : value;
}

function isNull(node: Checked): boolean {
  return node.kind === 'constant' && node.value === null;
}

const pattern: Readonly<Record<Method, (text: string) => string>> = {
  startsWith: (text) => `${escaped(text)}%`,
  contains: (text) => `%${escaped(text)}%`,
  endsWith: (text) => `%${escaped(text)}`,
};

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}
