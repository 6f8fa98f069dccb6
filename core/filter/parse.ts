import { filterFault, quoted } from './fault.ts';
import { regexCost } from './regex/cost.ts';
import { parseRegex } from './regex/parse.ts';
import { type BinaryOp, bindingOf, type Literal, methods, patternMethod, type Syntax } from './syntax.ts';
import { placeInString, type Token, tokenize } from './token.ts';

/** Longest filter, in characters; a longer one is refused. */
export const filterCharsMax = 2000;
/** Most operators, fields and values in one filter; more are refused. */
export const filterNodesMax = 300;
/** Deepest nesting of parentheses, `!` and `-` in a filter; deeper is refused. */
export const filterDepthMax = 32;
/** Greatest cost of the patterns of one filter, in states × arcs of their automata, where PostgreSQL takes some 50 µs per row; more is refused. */
export const filterPatternCostMax = 500_000;
/** Most values in one `in […]`; more are refused. */
export const filterListItemsMax = 100;

/** Reads a filter; whatever the text, it throws nothing but the fault that says where it is wrong. */
export function parseFilter(text: string): Syntax {
  if (text.length > filterCharsMax) throw filterFault(filterCharsMax, 'more text', `at most ${filterCharsMax} characters`);
  const tokens = tokenize(text);
  let next = 0;
  let nodes = 0;
  let patternCost = 0;
  const whole = expression(0, 0);
  if (peek().kind !== 'end') throw unexpected('an operator or the end');
  return whole;

  function expression(binding: number, depth: number): Syntax {
    let left = unary(depth);
    for (;;) {
      const token = peek();
      const op = token.kind === 'symbol' || token.kind === 'word' ? token.value : '';
      if (!isOperator(op) || bindingOf[op] <= binding) return left;
      next++;
      left =
        op === 'in'
          ? made({ kind: 'in', of: left, items: list(), at: token.at })
          : made({ kind: 'binary', op, left, right: expression(bindingOf[op], depth), at: token.at });
    }
  }

  function unary(depth: number): Syntax {
    if (depth > filterDepthMax) throw filterFault(peek().at, 'deeper nesting', `at most ${filterDepthMax} levels`);
    const { at } = peek();
    if (take('!')) return made({ kind: 'not', of: unary(depth + 1), at });
    if (!take('-')) return postfix(depth);
    const of = unary(depth + 1);
    return isNumber(of) ? literal(negated(of.value), at) : made({ kind: 'negative', of, at });
  }

  function postfix(depth: number): Syntax {
    let of = primary(depth);
    while (take('.')) {
      const token = peek();
      if (token.kind !== 'word') throw unexpected('a name after the dot');
      next++;
      if (take('(')) of = call(of, token.value, token.at, depth);
      else if (of.kind === 'field') of = { ...of, path: `${of.path}.${token.value}` };
      else throw filterFault(token.at, quoted(token.value), `one of ${methods.map((method) => `${method}(…)`).join(', ')}`);
    }
    return of;
  }

  function call(of: Syntax, name: string, at: number, depth: number): Syntax {
    if (name === patternMethod) return matches(of, at);
    const method = methods.find((each) => each === name);
    if (method === undefined) throw filterFault(at, quoted(name), `one of the functions ${[...methods, patternMethod].join(', ')}`);
    const argument = expression(0, depth + 1);
    expect(')');
    return made({ kind: 'call', method, of, argument, at });
  }

  function matches(of: Syntax, at: number): Syntax {
    const token = peek();
    if (token.kind !== 'string') throw unexpected("a pattern in quotes, such as '^pump-[0-9]+$'");
    next++;
    const regex = parseRegex(token.value, (offset, found, expected) => filterFault(placeInString(text, token, offset), found, expected));
    patternCost += regexCost(regex);
    if (patternCost > filterPatternCostMax)
      throw filterFault(token.at, 'a pattern too large', 'fewer and smaller repetitions and alternatives');
    expect(')');
    return made({ kind: 'matches', of, pattern: literal(token.value, token.at), regex, at });
  }

  function primary(depth: number): Syntax {
    const token = peek();
    if (take('(')) {
      const inner = expression(0, depth + 1);
      expect(')');
      return inner;
    }
    const constant = constantOf(token);
    if (constant !== undefined) {
      next++;
      return literal(constant, token.at);
    }
    if (token.kind !== 'word' || token.value === 'in') throw unexpected('a field, a value or `(`');
    next++;
    return made({ kind: 'field', path: token.value, at: token.at });
  }

  function list(): readonly Literal[] {
    expect('[');
    const items: Literal[] = [];
    if (take(']')) return items;
    do {
      if (items.length === filterListItemsMax) throw filterFault(peek().at, 'one more value', `at most ${filterListItemsMax} in a list`);
      items.push(item());
    } while (take(','));
    expect(']', '`,` or `]`');
    return items;
  }

  function item(): Literal {
    const { at } = peek();
    const minus = take('-');
    const value = constantOf(peek());
    if (value === undefined || (minus && typeof value !== 'number')) throw unexpected(minus ? 'a number' : 'a value');
    next++;
    return literal(minus && typeof value === 'number' ? negated(value) : value, at);
  }

  function literal(value: Literal['value'], at: number): Literal {
    return made({ kind: 'literal', value, at });
  }

  function made<N extends Syntax>(node: N): N {
    nodes++;
    if (nodes > filterNodesMax) throw filterFault(node.at, 'one more part', `at most ${filterNodesMax} operators, fields and values`);
    return node;
  }

  function peek(): Token {
    return tokens[next] ?? { kind: 'end', at: text.length, end: text.length };
  }

  function take(symbol: string): boolean {
    const token = peek();
    const found = token.kind === 'symbol' && token.value === symbol;
    if (found) next++;
    return found;
  }

  function expect(symbol: string, expected = `\`${symbol}\``): void {
    if (!take(symbol)) throw unexpected(expected);
  }

  function unexpected(expected: string) {
    const token = peek();
    return filterFault(token.at, token.kind === 'end' ? 'the end' : quoted(text.slice(token.at, token.end)), expected);
  }
}

function isOperator(text: string): text is BinaryOp | 'in' {
  return Object.hasOwn(bindingOf, text);
}

function isNumber(node: Syntax): node is Literal & { readonly value: number } {
  return node.kind === 'literal' && typeof node.value === 'number';
}

// Never -0, which is written `0`.
function negated(value: number): number {
  return value === 0 ? 0 : -value;
}

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** The value a token stands for; undefined when it is no literal. */
function constantOf(token: Token): Literal['value'] | undefined {
  if (token.kind === 'string' || token.kind === 'number') return token.value;
  return token.kind === 'word' ? constants.get(token.value) : undefined;
}
