import { buildConsoleWhenNeeded } from './console-build.ts';

await buildConsoleWhenNeeded();
await import('./main.ts');
