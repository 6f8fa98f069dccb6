import { useState } from 'react';

export interface RolePatterns {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

export type Setting = 'allow' | 'deny' | 'none';

export function settingOf({ allow, deny }: RolePatterns, pattern: string): Setting {
  if (deny.includes(pattern)) return 'deny';
  return allow.includes(pattern) ? 'allow' : 'none';
}

/** The same patterns with one of them set anew. */
export function withSetting({ allow, deny }: RolePatterns, pattern: string, setting: Setting): RolePatterns {
  const without = (patterns: readonly string[]) => patterns.filter((each) => each !== pattern);
  return {
    allow: setting === 'allow' ? [...without(allow), pattern].sort() : without(allow),
    deny: setting === 'deny' ? [...without(deny), pattern].sort() : without(deny),
  };
}

/** Whether two roles allow and deny by the same patterns, in whatever order. */
export function samePatterns(a: RolePatterns, b: RolePatterns): boolean {
  const text = ({ allow, deny }: RolePatterns) => JSON.stringify([[...allow].sort(), [...deny].sort()]);
  return text(a) === text(b);
}

/** Patterns while they are edited, from those that are known. */
export function useRoleDraft(known: RolePatterns) {
  const [edited, setEdited] = useState<RolePatterns>();
  const patterns = edited ?? known;
  return {
    patterns,
    changed: edited !== undefined && !samePatterns(edited, known),
    set: (pattern: string, setting: Setting) => setEdited(withSetting(patterns, pattern, setting)),
    reset: () => setEdited(undefined),
  };
}
