interface LockEntry {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** `npm ci` refuses a lock file that lacks a package for another system, which `npm install` leaves out when its registry lacks it. */
export function lockFileProblems(text: string): string[] {
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, LockEntry>> };
  const problems: string[] = [];
  for (const [path, entry] of Object.entries(packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      const there = packages[`node_modules/${name}`] !== undefined || packages[`${path}/node_modules/${name}`] !== undefined;
      if (!there) problems.push(`package-lock.json has no entry for ${name}, which ${path || 'package.json'} names as optional`);
    }
  }
  return problems;
}
