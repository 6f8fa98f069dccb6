import { type CodePoints, hasPoint } from './code-points.ts';
import type { Regex } from './regex.ts';

/** A state of the automaton; `next` are indexes of states. */
type State =
  | { readonly kind: 'set'; readonly points: CodePoints; readonly next: number }
  | { readonly kind: 'begin' | 'end'; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] }
  | { readonly kind: 'found' };

/**
 * Says whether a pattern fits somewhere in a text. All ways to read the text are followed at once, each state of the automaton at
 * most once per character: the time is at most their number times the text's length.
 */
export function compileRegex(regex: Regex): (text: string) => boolean {
  const { states, start } = automatonOf(regex);
  // The turn at which a state was entered last; a turn is a place in a text.
  const enteredAt = new Float64Array(states.length);
  let turn = 0;
  return (text) => {
    let waiting: number[] = [];
    turn++;
    for (let at = 0; ; ) {
      const isLast = at === text.length;
      if (enter(start, at === 0, isLast, waiting)) return true;
      if (isLast) return false;
      const point = text.codePointAt(at) ?? 0;
      at += point > 0xffff ? 2 : 1;
      turn++;
      const reached: number[] = [];
      for (const index of waiting) {
        const state = states[index];
        if (state?.kind !== 'set' || !hasPoint(state.points, point)) continue;
        if (enter(state.next, false, at === text.length, reached)) return true;
      }
      waiting = reached;
    }
  };

  /** Follows a state to those that wait for a character; true when the pattern's end is reached. */
  function enter(from: number, isFirst: boolean, isLast: boolean, waiting: number[]): boolean {
    const open = [from];
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const state = states[index];
      if (state === undefined || enteredAt[index] === turn) continue;
      enteredAt[index] = turn;
      if (state.kind === 'found') return true;
      if (state.kind === 'set') waiting.push(index);
      else if (state.kind === 'fork') open.push(...state.next);
      else if (state.kind === 'begin' ? isFirst : isLast) open.push(state.next);
    }
    return false;
  }
}

/** The automaton of a pattern, each repetition written out; built from its end. */
export function automatonOf(regex: Regex): { readonly states: readonly State[]; readonly start: number } {
  const states: State[] = [{ kind: 'found' }];
  return { start: before(regex, 0), states };

  /** The state to enter so that `node` is read and then `next` entered. */
  function before(node: Regex, next: number): number {
    switch (node.kind) {
      case 'set':
        return made({ kind: 'set', points: node.points, next });
      case 'begin':
      case 'end':
        return made({ kind: node.kind, next });
      case 'sequence':
        return node.parts.reduceRight((after, part) => before(part, after), next);
      case 'choice':
        return made({ kind: 'fork', next: node.parts.map((part) => before(part, next)) });
      case 'repeat':
        return node.max === undefined ? loop(node.of, node.min, next) : counted(node.of, node.min, node.max, next);
    }
  }

  function loop(of: Regex, min: number, next: number): number {
    const ways = [next];
    const fork = made({ kind: 'fork', next: ways });
    const again = before(of, fork);
    ways.push(again);
    return min === 0 ? fork : counted(of, min - 1, min - 1, again);
  }

  function counted(of: Regex, min: number, max: number, next: number): number {
    let entry = next;
    for (let copy = max; copy > 0; copy--) {
      const read = before(of, entry);
      entry = copy > min ? made({ kind: 'fork', next: [read, next] }) : read;
    }
    return entry;
  }

  function made(state: State): number {
    return states.push(state) - 1;
  }
}
