const rights = ['impersonation', 'share'] as const;

/** By what right somebody acted who is no member: the platform writes `impersonation: admin`, `share: viewer`. */
export function viaOf(role: string | null): { readonly via: (typeof rights)[number]; readonly role: string } | undefined {
  const [, prefix, rest] = /^(\w+): (.+)$/.exec(role ?? '') ?? [];
  const via = rights.find((each) => each === prefix);
  return via === undefined || rest === undefined ? undefined : { via, role: rest };
}
