import type { Complain } from './escape.ts';
import type { Regex } from './regex.ts';

/**
 * `^` may stand only where nothing can come before it, `$` only where nothing can follow. Elsewhere hardly any text fits, while
 * PostgreSQL takes exponentially long to find out.
 */
export function checkAnchors(regex: Regex, complain: Complain): void {
  check(regex, true, true);

  function check(node: Regex, isFirst: boolean, isLast: boolean): void {
    switch (node.kind) {
      case 'set':
        return;
      case 'begin':
        if (!isFirst) throw complain(node.at, '`^`', '`^` only at the start of the pattern or of an alternative at its start, or `\\^`');
        return;
      case 'end':
        if (!isLast) throw complain(node.at, '`$`', '`$` only at the end of the pattern or of an alternative at its end, or `\\$`');
        return;
      case 'choice':
        for (const part of node.parts) check(part, isFirst, isLast);
        return;
      case 'sequence':
        for (const [index, part] of node.parts.entries()) check(part, isFirst && index === 0, isLast && index === node.parts.length - 1);
        return;
      case 'repeat':
        check(node.of, false, false);
    }
  }
}
