import { isJsonObject } from '../json.ts';
import type { Checked, OrderOp, Value } from './checked.ts';
import { calculate } from './number.ts';
import { compileRegex } from './regex/search.ts';
import type { Method } from './syntax.ts';

/** What a filter looks at: fields by name, groups such as `labels` as objects; a field that is missing is null, a timestamp is in ms or a Date. */
export type FilterRow = Readonly<Record<string, unknown>>;

/** A filter as a function; it never throws. */
export function compileFilter(filter: Checked): (row: FilterRow) => boolean {
  const value = compiled(filter);
  return (row) => value(row) === true;
}

type Reader = (row: FilterRow) => Value;

function compiled(node: Checked): Reader {
  switch (node.kind) {
    case 'constant':
      return () => node.value;
    case 'field':
      return reader(node.path);
    case 'negative': {
      const of = compiled(node.of);
      return (row) => calculated('-', 0, of(row));
    }
    case 'arithmetic': {
      const [left, right] = [compiled(node.left), compiled(node.right)];
      return (row) => calculated(node.op, left(row), right(row));
    }
    case 'equal': {
      const [left, right] = [compiled(node.left), compiled(node.right)];
      return (row) => left(row) === right(row);
    }
    case 'order': {
      const [left, right] = [compiled(node.left), compiled(node.right)];
      const fits = orders[node.op];
      return (row) => {
        const [a, b] = [left(row), right(row)];
        return a !== null && b !== null && fits(compare(a, b));
      };
    }
    case 'not': {
      const of = compiled(node.of);
      return (row) => of(row) !== true;
    }
    case 'all': {
      const [left, right] = [compiled(node.left), compiled(node.right)];
      return (row) => left(row) === true && right(row) === true;
    }
    case 'any': {
      const [left, right] = [compiled(node.left), compiled(node.right)];
      return (row) => left(row) === true || right(row) === true;
    }
    case 'in': {
      const of = compiled(node.of);
      const items = new Set(node.items.map((item) => item.value));
      return (row) => items.has(of(row));
    }
    case 'matches': {
      const of = compiled(node.of);
      const fits = compileRegex(node.regex);
      return (row) => {
        const text = of(row);
        return typeof text === 'string' && fits(text);
      };
    }
    case 'call': {
      const [of, argument] = [compiled(node.of), compiled(node.argument)];
      const fits = tests[node.method];
      return (row) => {
        const [text, part] = [of(row), argument(row)];
        return typeof text === 'string' && typeof part === 'string' && fits(text, part);
      };
    }
  }
}

function reader(path: string): Reader {
  const dot = path.indexOf('.');
  const [first, second] = dot < 0 ? [path, undefined] : [path.slice(0, dot), path.slice(dot + 1)];
  return (row) => {
    const outer = property(row, first);
    const value = second === undefined ? outer : property(outer, second);
    if (value instanceof Date) return value.getTime();
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  };
}

function property(of: unknown, name: string): unknown {
  return isJsonObject(of) && Object.hasOwn(of, name) ? of[name] : null;
}

function calculated(op: '+' | '-' | '*' | '/' | '%', left: Value, right: Value): number | null {
  return typeof left === 'number' && typeof right === 'number' ? calculate(op, left, right) : null;
}

const orders: Readonly<Record<OrderOp, (sign: number) => boolean>> = {
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};

const tests: Readonly<Record<Method, (text: string, part: string) => boolean>> = {
  startsWith: (text, part) => text.startsWith(part),
  contains: (text, part) => text.includes(part),
  endsWith: (text, part) => text.endsWith(part),
};

function compare(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code points, which is the order of the UTF-8 bytes and so of `collate "C"`; the language's own is by UTF-16 units. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
  // A surrogate stands for a code point above all that need none.
  const isAbove = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
  return isAbove(left) === isAbove(right) ? left - right : isAbove(left) ? 1 : -1;
}
