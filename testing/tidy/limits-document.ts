import type { Limit } from './limits.ts';

/** The text of docs/limits.md. */
export function renderLimits(limits: readonly Limit[]): string {
  const folders = Map.groupBy(limits, ({ path }) =>
    path
      .split('/')
      .slice(0, 2)
      .join('/')
      .replace(/\/[^/]+\.ts$/, ''),
  );
  const sections = [...folders].map(([folder, own]) => {
    const rows = own.map(
      ({ name, value, path, comment }) => `| \`${name}\` | ${value} | ${comment} | \`${path.slice(folder.length + 1)}\` |`,
    );
    return `## ${folder}\n\n| name | value | what it bounds, and what happens there | file |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Limits

<!-- Written by \`node testing/tidy/write-limits.ts\` from the constants and the comments above them; a test fails when it is out of date. -->

Every queue, cache, batch, payload, retry and wait has a bound. At a bound, overload slows and does not drop: sockets are no longer read
until there is room. What must be refused or dropped is counted with a reason. Bounds that an operator sets are in
[configuration.md](configuration.md).

${sections.join('\n')}`;
}
