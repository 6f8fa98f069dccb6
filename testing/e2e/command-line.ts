import assert from 'node:assert/strict';
import { run } from '../../cli/run.ts';
import { silentTerminal } from '../../cli/terminal.ts';

/** Runs commands of the client in this process, with profiles in a folder of its own. */
export function commandLine(configFolder: string, env: Readonly<Record<string, string>> = {}) {
  return { tried, done };

  async function tried(...args: readonly string[]) {
    const said = { out: '', err: '' };
    const write = (stream: 'out' | 'err') => (text: string) => {
      said[stream] += text;
    };
    const code = await run(args, { ...silentTerminal, out: write('out'), err: write('err'), hostname: 'desk', env, configFolder });
    return { code, ...said };
  }

  /** Runs a command that must succeed; gives what it printed. */
  async function done(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await tried(...args);
    assert.equal(code, 0, `thalamus ${args.join(' ')}\n${out}${err}`);
    return out;
  }
}
