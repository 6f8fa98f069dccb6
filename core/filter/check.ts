import { type Checked, type Constant, type Kind, kindOf, type OrderOp } from './checked.ts';
import { filterFault, quoted } from './fault.ts';
import type { ArithmeticOp, Literal, Syntax } from './syntax.ts';
import { timestampForm, timestampMs } from './timestamp.ts';
import { fieldNames, fieldType, type Vocabulary } from './vocabulary.ts';

/** Fits a filter to a list's fields; the fault says where it names what the list has not, or compares what can't be compared. */
export function checkFilter(filter: Syntax, vocabulary: Vocabulary): Checked {
  // A comparison looks at its sides more than once; without this, nested ones would at theirs ever more often.
  const known = new Map<Syntax, Checked>();
  return condition(filter);

  function condition(node: Syntax): Checked {
    return wanted(node, 'boolean', 'a condition, which is true or false');
  }

  function wanted(node: Syntax, kind: Kind, expected: string): Checked {
    const checked = check(node);
    if (kindOf(checked) !== kind) throw filterFault(node.at, described(node, checked), expected);
    return checked;
  }

  function check(node: Syntax): Checked {
    const checked = known.get(node) ?? checkOnce(node);
    known.set(node, checked);
    return checked;
  }

  function checkOnce(node: Syntax): Checked {
    switch (node.kind) {
      case 'literal':
        return constant(node);
      case 'field':
        return field(node.path, node.at);
      case 'not':
        return { kind: 'not', of: condition(node.of) };
      case 'negative':
        return { kind: 'negative', of: wanted(node.of, 'number', 'a number') };
      case 'in':
        return { kind: 'in', of: check(node.of), items: node.items.map((item) => comparable(node.of, item)) };
      case 'call':
        return {
          kind: 'call',
          method: node.method,
          of: wanted(node.of, 'string', `text before .${node.method}(…)`),
          argument: wanted(node.argument, 'string', 'text'),
        };
      case 'matches':
        return { kind: 'matches', of: wanted(node.of, 'string', 'text before .matches(…)'), regex: node.regex };
      case 'binary':
        return binary(node);
    }
  }

  function binary({ op, left, right }: Syntax & { readonly kind: 'binary' }): Checked {
    switch (op) {
      case '&&':
        return { kind: 'all', left: condition(left), right: condition(right) };
      case '||':
        return { kind: 'any', left: condition(left), right: condition(right) };
      case '==':
        return equal(left, right);
      case '!=':
        return { kind: 'not', of: equal(left, right) };
      case '<':
      case '<=':
      case '>':
      case '>=':
        return order(op, left, right);
      default:
        return arithmetic(op, left, right);
    }
  }

  function arithmetic(op: ArithmeticOp, left: Syntax, right: Syntax): Checked {
    const expected = `numbers on both sides of \`${op}\``;
    return { kind: 'arithmetic', op, left: wanted(left, 'number', expected), right: wanted(right, 'number', expected) };
  }

  function equal(left: Syntax, right: Syntax): Checked {
    if (left.kind === 'literal' && right.kind !== 'literal') return { kind: 'equal', left: comparable(right, left), right: check(right) };
    return { kind: 'equal', left: check(left), right: comparable(left, right) };
  }

  function order(op: OrderOp, left: Syntax, right: Syntax): Checked {
    for (const side of [left, right]) {
      const checked = check(side);
      const kind = kindOf(checked);
      const hasOrder = kind === 'number' || kind === 'timestamp' || (kind === 'string' && valuesOf(side) === undefined);
      if (!hasOrder) throw filterFault(side.at, described(side, checked), `a number, a time or text beside \`${op}\``);
    }
    if (left.kind === 'literal' && right.kind !== 'literal')
      return { kind: 'order', op, left: comparable(right, left), right: check(right) };
    return { kind: 'order', op, left: check(left), right: comparable(left, right) };
  }

  function comparable(to: Syntax, node: Literal): Constant;
  function comparable(to: Syntax, node: Syntax): Checked;
  /** `node` as something that `to` can be compared with: of its kind, or null. */
  function comparable(to: Syntax, node: Syntax): Checked {
    const checked = check(node);
    const other = check(to);
    const kind = kindOf(other);
    if (kindOf(checked) === 'null' || kind === 'null') return checked;
    if (kind === 'timestamp' && node.kind === 'literal') return time(node, checked);
    if (kindOf(checked) !== kind) throw filterFault(node.at, described(node, checked), `${kindTexts[kind]}, as ${described(to, other)} is`);
    const values = valuesOf(to);
    if (values !== undefined && node.kind === 'literal' && !values.some((value) => value === node.value)) {
      throw filterFault(node.at, described(node, checked), `one of ${values.map((value) => `'${value}'`).join(', ')}`);
    }
    return checked;
  }

  function field(path: string, at: number): Checked {
    const type = fieldType(vocabulary, path);
    if (type === undefined) throw filterFault(at, quoted(path), `one of the fields ${fieldNames(vocabulary)}`);
    return { kind: 'field', type: typeof type === 'string' ? type : 'string', path };
  }

  function valuesOf(node: Syntax): readonly string[] | undefined {
    const type = node.kind === 'field' ? fieldType(vocabulary, node.path) : undefined;
    return typeof type === 'string' ? undefined : type;
  }
}

function constant({ value }: Literal): Constant {
  return { kind: 'constant', type: value === null ? 'null' : (typeof value as 'string' | 'number' | 'boolean'), value };
}

function time(node: Literal, checked: Checked): Constant {
  const value = typeof node.value === 'string' ? timestampMs(node.value) : undefined;
  if (value === undefined) throw filterFault(node.at, described(node, checked), timestampForm);
  return { kind: 'constant', type: 'timestamp', value };
}

const kindTexts: Readonly<Record<Kind, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  timestamp: 'a time',
  null: 'null',
};

/** What stands in a filter, as an error shows it. */
function described(node: Syntax, checked: Checked): string {
  if (node.kind === 'field') return `${quoted(node.path)} (${kindTexts[kindOf(checked)]})`;
  if (node.kind === 'literal') return typeof node.value === 'string' ? quoted(`'${node.value}'`) : quoted(String(node.value));
  return kindTexts[kindOf(checked)];
}
