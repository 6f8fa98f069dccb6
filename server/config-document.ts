import { writeFileSync } from 'node:fs';
import { renderConfigDocument } from './config-text.ts';

writeFileSync(new URL('../docs/configuration.md', import.meta.url), renderConfigDocument());
