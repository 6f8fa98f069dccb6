#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';

// Half of a short command's time is compiling the program; pressing Tab must not wait for it.
enableCompileCache(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'thalamus'));
const { run } = await import('./run.ts');
const { ask, askHidden, configFolder } = await import('./terminal.ts');

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

// A reader that went away (`| head`) ends the program quietly.
process.stdout.on('error', () => process.exit(0));

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  live: process.stderr.isTTY === true,
  piped: process.stdout.isTTY !== true,
  env: process.env,
  configFolder: configFolder(process.env),
  hostname: hostname(),
  askHidden,
  ask,
  input: process.stdin,
  signal: interrupted.signal,
});
