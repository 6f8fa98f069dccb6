import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryFiles, repositoryRoot } from '../tidy/source-file.ts';
import { renderConformance } from './document.ts';

writeFileSync(join(repositoryRoot, 'docs/mqtt-conformance.md'), renderConformance(repositoryFiles()));
