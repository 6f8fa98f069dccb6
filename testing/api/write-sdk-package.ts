import { fileURLToPath } from 'node:url';
import { buildSdkPackage } from './sdk-package.ts';

const folder = fileURLToPath(new URL('../../sdk/dist', import.meta.url));
await buildSdkPackage(folder);
process.stdout.write(`The package is in ${folder}; publish it with: npm publish ${folder}\n`);
