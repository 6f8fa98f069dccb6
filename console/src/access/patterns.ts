/** True when a pattern of a role (`*`, `device.*`, or an action itself) stands for this action. */
export function matchesAction(pattern: string, action: string): boolean {
  return pattern === '*' || pattern === action || (pattern.endsWith('.*') && action.startsWith(pattern.slice(0, -1)));
}

interface Patterns {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

/** What a role says of an action, and by which pattern; deny wins, and of several patterns the closest one is named. */
export function effectOf(
  { allow, deny }: Patterns,
  action: string,
): { readonly effect: 'allow' | 'deny'; readonly by: string } | undefined {
  const closest = (patterns: readonly string[]) =>
    patterns.filter((pattern) => matchesAction(pattern, action)).sort((a, b) => b.length - a.length)[0];
  const denied = closest(deny);
  if (denied !== undefined) return { effect: 'deny', by: denied };
  const allowed = closest(allow);
  return allowed === undefined ? undefined : { effect: 'allow', by: allowed };
}

/** The actions that a role allows. */
export function allowedBy(role: Patterns, actions: readonly string[]): readonly string[] {
  return actions.filter((action) => effectOf(role, action)?.effect === 'allow');
}

/** Why somebody with these permissions can't give a role: the first action that they don't have themselves; undefined when they can. */
export function missingToGive(role: Patterns, permissions: readonly string[], actions: readonly string[]): string | undefined {
  return allowedBy(role, actions).find((action) => !permissions.includes(action));
}

/** True when a condition speaks of labels only, as those that permissions are given for must. */
export function speaksOfLabelsOnly(condition: string): boolean {
  const bare = condition.replaceAll(/r?'(?:[^'\\]|\\.)*'|r?"(?:[^"\\]|\\.)*"/g, '');
  const words = bare.match(/(?<![\w.])[A-Za-z_][\w.]*/g) ?? [];
  return words.every((word) => word.startsWith('labels.') || ['in', 'true', 'false', 'null'].includes(word));
}
