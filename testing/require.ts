import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that some tests drive; Debian's names of what to install. */
const tools = {
  mosquitto: 'mosquitto',
  mosquitto_pub: 'mosquitto-clients',
  mosquitto_sub: 'mosquitto-clients',
  chromium: 'chromium',
  openssl: 'openssl',
  bash: 'bash',
  zsh: 'zsh',
  fish: 'fish',
} as const;
export type Tool = keyof typeof tools;

/** The part of node:test's context that this needs. */
export interface Skippable {
  skip(message?: string): void;
}

/**
 * The path of an installed program. Without it the test is skipped loudly and undefined returned; where `THALAMUS_TEST_REQUIRE` is `all` or
 * names the program, it fails instead.
 */
export function requireTool(t: Skippable, tool: Tool): string | undefined {
  const path = findTool(tool);
  if (path === undefined) skipOrFail(t, tool, `${tool} is not installed (${tools[tool]})`);
  return path;
}

/** Skips for a reason other than a missing program, with the same rule. */
export function skipOrFail(t: Skippable, need: string, message: string): void {
  const required = (process.env.THALAMUS_TEST_REQUIRE ?? '').split(',');
  if (required.includes('all') || required.includes(need)) throw new Error(`${message}, and THALAMUS_TEST_REQUIRE asks for it`);
  process.stderr.write(`SKIPPED: ${message}\n`);
  t.skip(message);
}

function findTool(tool: Tool): string | undefined {
  // Debian puts servers into sbin, which is not in everybody's PATH.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, tool)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Set by `npm run test:long`: tests that can do more of the same do. */
export const longVariable = 'THALAMUS_TEST_LONG';
export const isLong = process.env[longVariable] === '1';
