import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderErrors } from './errors-document.ts';
import { repositoryRoot } from './source-file.ts';

writeFileSync(join(repositoryRoot, 'docs/errors.md'), renderErrors());
