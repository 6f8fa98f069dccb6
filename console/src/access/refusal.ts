/** What a refused call missed. */
export interface Refusal {
  readonly permission: string;
  /** The one thing it was missing on, where it was about one. */
  readonly on: string | undefined;
  /** People who can give it. */
  readonly givers: readonly string[];
}

/** Reads the platform's text of a refusal, which always has the form "This needs the permission X on Y; A or B can give it". */
export function refusalOf(detail: string): Refusal | undefined {
  const [, permission, on, givers] = /^This needs the permission ([\w.]+)(?: on (.+?))?(?:; (.+) can give it)?$/.exec(detail) ?? [];
  if (permission === undefined) return undefined;
  const named = givers === undefined || givers === 'an owner of the tenant' ? [] : givers.split(' or ');
  return { permission, on, givers: named };
}
