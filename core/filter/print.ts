import { bindingOf, type Literal, patternMethod, type Syntax } from './syntax.ts';

const unaryBinding = 6;

/** The text of a filter in one form, with no more parentheses than it needs; reading it gives the same filter again. */
export function printFilter(node: Syntax): string {
  switch (node.kind) {
    case 'literal':
      return printLiteral(node);
    case 'field':
      return node.path;
    case 'not':
      return `!${within(node.of, unaryBinding)}`;
    case 'negative':
      return `-${within(node.of, unaryBinding)}`;
    case 'binary': {
      const binding = bindingOf[node.op];
      return `${within(node.left, binding)} ${node.op} ${within(node.right, binding + 1)}`;
    }
    case 'in':
      return `${within(node.of, bindingOf.in)} in [${node.items.map(printLiteral).join(', ')}]`;
    case 'matches':
      return `${within(node.of, unaryBinding + 1)}.${patternMethod}(${printLiteral(node.pattern)})`;
    case 'call':
      return `${within(node.of, unaryBinding + 1)}.${node.method}(${printFilter(node.argument)})`;
  }
}

function within(node: Syntax, binding: number): string {
  return strengthOf(node) < binding ? `(${printFilter(node)})` : printFilter(node);
}

function strengthOf(node: Syntax): number {
  if (node.kind === 'binary') return bindingOf[node.op];
  if (node.kind === 'in') return bindingOf.in;
  const isUnary =
    node.kind === 'not' || node.kind === 'negative' || (node.kind === 'literal' && typeof node.value === 'number' && node.value < 0);
  return isUnary ? unaryBinding : unaryBinding + 1;
}

function printLiteral({ value }: Literal): string {
  return typeof value === 'string' ? `'${value.replaceAll(/[\\'\p{Cc}]/gu, escaped)}'` : String(value);
}

function escaped(char: string): string {
  if (char === '\\' || char === "'") return `\\${char}`;
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
