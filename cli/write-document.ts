import { writeFileSync } from 'node:fs';
import { renderDocument } from './document.ts';

writeFileSync(new URL('../docs/cli.md', import.meta.url), renderDocument());
