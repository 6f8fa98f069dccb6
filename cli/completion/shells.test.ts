import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { requireTool } from '#testing/require.ts';
import { folder, startApi } from '../fixture.test.ts';
import { type Shell, scripts } from './scripts.ts';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));
const bin = join(folder, 'bin');
const work = join(folder, 'work');
/** Longest that a shell may take, with a program start for every key. */
const shellMsMax = 60_000;

before(async () => {
  await mkdir(bin);
  await mkdir(work);
  await writeFile(join(work, 'plant.yaml'), '');
  await writeFile(join(bin, 'thalamus'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  await chmod(join(bin, 'thalamus'), 0o755);
  for (const [shell, script] of Object.entries(scripts)) await writeFile(join(folder, `script.${shell}`), script);
});

/** What a shell makes of what is typed, up to where Tab is pressed. */
type Press = (typed: string) => Promise<string>;

async function execute(program: string, args: readonly string[], input: string, env: Readonly<Record<string, string>>) {
  const child = spawn(program, args, {
    cwd: work,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: `${bin}${delimiter}${process.env.PATH}`, HOME: folder, TERM: 'dumb', ...env },
    timeout: shellMsMax,
  });
  child.stdin.end(input);
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { out, err };
}

/** Types into a real interactive Bash and reads back what stands in its line. */
function bash(program: string, env: Readonly<Record<string, string>>): Press {
  return async (typed) => {
    const seen = join(folder, 'bash.line');
    const show = String.raw`bind -x '"\C-t": printf "%s" "$READLINE_LINE" > ${seen}'`;
    const input = `. ${join(folder, 'script.bash')}\n${show}\n${typed}\t\u0014\u0015exit\n`;
    await execute(program, ['--norc', '--noprofile', '-i'], input, env);
    return await readFile(seen, 'utf8');
  };
}

/** The same with Zsh, which needs a terminal: one Zsh gives another a pseudo-terminal. */
function zsh(program: string, env: Readonly<Record<string, string>>): Press {
  return async (typed) => {
    const seen = join(folder, 'zsh.line');
    const inner = join(folder, 'inner.zsh');
    await writeFile(
      inner,
      `autoload -Uz compinit; compinit -u -D\n. ${join(folder, 'script.zsh')}\nsetopt no_list_beep\n` +
        `show() { print -rn -- "$BUFFER" > ${seen}; exit }\nzle -N show; bindkey '^T' show; PS1='ready> '\n`,
    );
    const outer = [
      'zmodload zsh/zpty',
      `zpty shell ${program} -f -i`,
      `zpty -w shell '. ${inner}'`,
      "zpty -r shell said '*ready> *'",
      `zpty -w -n shell '${typed}'$'\\t\\x14'`,
      'while zpty -r shell said; do :; done',
    ];
    await execute(program, ['-f', '-c', outer.join('\n')], '', env);
    return await readFile(seen, 'utf8');
  };
}

/** Fish says itself what it would offer; here that is put together to the line as with one candidate. */
function fish(program: string, env: Readonly<Record<string, string>>): Press {
  return async (typed) => {
    const { out, err } = await execute(
      program,
      ['--no-config', '-c', `source ${join(folder, 'script.fish')}; complete -C '${typed}'`],
      '',
      env,
    );
    assert.equal(err, '');
    const words = out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t')[0] ?? '');
    const [only] = words;
    if (only === undefined || words.length > 1) return typed;
    return `${typed.replace(/\S*$/, '')}${only} `;
  };
}

const presses: Readonly<Record<Shell, (program: string, env: Readonly<Record<string, string>>) => Press>> = { bash, zsh, fish };

for (const shell of Object.keys(scripts) as Shell[]) {
  test(`${shell} completes commands, options, values, names and files`, async (t: TestContext) => {
    const program = requireTool(t, shell);
    if (program === undefined) return;
    const names = ['pump-1', 'pump:2'];
    using api = await startApi({
      'GET /api/v1/devices': (_, url) => {
        const [, prefix = ''] = /startsWith\("(.*)"\)/.exec(url.searchParams.get('filter') ?? '') ?? [];
        const items = names.filter((name) => name.startsWith(prefix)).map((name) => ({ name, label: `Pump: ${name}` }));
        return { body: { items, next: null, total: items.length } };
      },
    });
    const press = presses[shell](program, api.env);
    assert.equal(await press('thalamus dev'), 'thalamus device ');
    assert.equal(await press('thalamus device list --sta'), 'thalamus device list --state ');
    assert.equal(await press('thalamus device list --state ina'), 'thalamus device list --state inactive ');
    assert.equal(await press('thalamus device list --state=ina'), 'thalamus device list --state=inactive ');
    assert.equal(await press('thalamus device show pump-'), 'thalamus device show pump-1 ');
    assert.equal((await press('thalamus device show pump:')).replace('\\:', ':'), 'thalamus device show pump:2 ');
    assert.equal(await press('thalamus apply -f pl'), 'thalamus apply -f plant.yaml ');
  });

  test(`${shell} stays quiet where nobody is signed in or the platform is away`, async (t: TestContext) => {
    const program = requireTool(t, shell);
    if (program === undefined) return;
    const typed = 'thalamus device show pump-';
    assert.equal(await presses[shell](program, {})(typed), typed);
    const away = { THALAMUS_URL: 'http://127.0.0.1:9', THALAMUS_API_KEY: 'thk_x' };
    assert.equal(await presses[shell](program, away)(typed), typed);
  });
}
