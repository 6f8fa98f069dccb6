import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectLimits } from './limits.ts';
import { renderLimits } from './limits-document.ts';
import { repositoryFiles, repositoryRoot } from './source-file.ts';

writeFileSync(join(repositoryRoot, 'docs/limits.md'), renderLimits(collectLimits(repositoryFiles())));
