import { writeFileSync } from 'node:fs';
import { assembled } from './assembled.ts';
import { canonicalDocument, releasedPath, unnotedBreaks } from './released.ts';

await using program = await assembled();
const { routes } = program.application;
const breaks = unnotedBreaks(routes);
for (const { subject, what } of breaks) process.stderr.write(`${subject}: ${what}\n`);
if (breaks.length > 0) {
  process.stderr.write(
    'Nothing was written: tell callers of these in docs/api-changes.md first, under the version that is released now.\n',
  );
  process.exitCode = 1;
} else writeFileSync(releasedPath, canonicalDocument(routes));
