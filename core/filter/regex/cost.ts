import { type CodePoints, hasPoint } from './code-points.ts';
import type { Regex } from './regex.ts';

/** What a part of a pattern becomes in an automaton without empty moves, where a state is a place of a set. */
interface Shape {
  readonly isNullable: boolean;
  readonly states: number;
  /** Arcs that lead in, one per state and group of characters that its set tells apart. */
  readonly first: number;
  /** States that lead out. */
  readonly last: number;
  readonly arcs: number;
}

// A state all the same: repeated it is no less work.
const empty: Shape = { isNullable: true, states: 1, first: 0, last: 0, arcs: 0 };

/** States × arcs of the automaton: what the time goes by that PostgreSQL takes to make one and to run it. */
export function regexCost(regex: Regex): number {
  const groupsIn = characterGroups(setsOf(regex));
  const { states, arcs, first } = shapeOf(regex);
  return states * (states + arcs + first);

  function shapeOf(node: Regex): Shape {
    switch (node.kind) {
      case 'set':
        return { isNullable: false, states: 1, first: groupsIn(node.points), last: 1, arcs: 0 };
      case 'begin':
      case 'end':
        return empty;
      case 'sequence':
        return node.parts.length === 0 ? empty : node.parts.map(shapeOf).reduce(followed);
      case 'choice':
        return node.parts.map(shapeOf).reduce(beside);
      case 'repeat':
        return repeated(shapeOf(node.of), node.min, node.max);
    }
  }
}

function followed(left: Shape, right: Shape): Shape {
  return {
    isNullable: left.isNullable && right.isNullable,
    states: left.states + right.states,
    first: left.first + (left.isNullable ? right.first : 0),
    last: right.last + (right.isNullable ? left.last : 0),
    arcs: left.arcs + right.arcs + left.last * right.first,
  };
}

function beside(left: Shape, right: Shape): Shape {
  return {
    isNullable: left.isNullable || right.isNullable,
    states: left.states + right.states,
    first: left.first + right.first,
    last: left.last + right.last,
    arcs: left.arcs + right.arcs,
  };
}

function repeated(of: Shape, min: number, max: number | undefined): Shape {
  const copies = max ?? Math.max(min, 1);
  // A copy that may be empty can be passed over, so each leads to all that follow; else only the last ones can be left out, from the end.
  const pairs = of.isNullable ? (copies * (copies - 1)) / 2 : copies - 1;
  const loops = max === undefined ? 1 : 0;
  return {
    isNullable: of.isNullable || min === 0,
    states: copies * of.states,
    first: of.isNullable ? copies * of.first : of.first,
    last: (of.isNullable ? copies : copies - Math.max(min, 1) + 1) * of.last,
    arcs: copies * of.arcs + (pairs + loops) * of.last * of.first,
  };
}

function setsOf(regex: Regex): readonly CodePoints[] {
  switch (regex.kind) {
    case 'set':
      return [regex.points];
    case 'sequence':
    case 'choice':
      return regex.parts.flatMap(setsOf);
    case 'repeat':
      return setsOf(regex.of);
    default:
      return [];
  }
}

/** How many groups of characters a set holds, where a group is what no set of the pattern tells apart. */
function characterGroups(sets: readonly CodePoints[]): (points: CodePoints) => number {
  const different = [...new Map(sets.map((set) => [set.join(), set])).values()];
  const edges = new Set(different.flatMap((set) => set.flatMap(([first, last]) => [first, last + 1])));
  const members = [...edges].map((edge) => [different.map((set) => (hasPoint(set, edge) ? 1 : 0)).join(''), edge] as const);
  const groups = [...new Map(members).values()];
  return (points) => groups.filter((point) => hasPoint(points, point)).length;
}
