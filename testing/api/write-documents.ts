import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { apiDocuments } from './api-documents.ts';
import { assembled } from './assembled.ts';

const root = new URL('../../', import.meta.url);

// Nothing here imports the SDK: a generated file that is broken can be written anew.
await using program = await assembled();
for (const [path, text] of Object.entries(apiDocuments(program.application.routes))) {
  writeFileSync(fileURLToPath(new URL(path, root)), text);
}
