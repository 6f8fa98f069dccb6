import { rename, writeFile } from 'node:fs/promises';
import { Argument, type Command } from 'commander';
import { said } from '../apply/fields.ts';
import { kinds } from '../apply/kinds.ts';
import { printDocument, printDocuments } from '../apply/print.ts';
import { type Basics, withBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { printDone, printJson } from '../output.ts';
import { createProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface ExportOptions extends Basics {
  readonly output?: string;
}

/** `export [kind…]`. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  const names = kinds.map(({ name }) => name);
  withBasics(program.command('export').description('what `apply` would need to make it again, as sorted YAML'), 'one JSON object per line')
    .addArgument(new Argument('[kind...]', 'only these kinds').choices(names))
    .option('-o, --output <file>', 'write to a file instead of standard output')
    .action((wanted: readonly string[], options: ExportOptions) => exportAll(terminal, wanted, options));
}

async function exportAll(terminal: Terminal, wanted: readonly string[], options: ExportOptions): Promise<void> {
  const client = await signedIn(terminal, options);
  using progress = createProgress(terminal);
  const things: { readonly document: string; readonly thing: object }[] = [];
  for (const kind of kinds.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const specs = [];
    for await (const spec of kind.list(client)) {
      if (kind.fixed?.(spec) !== 'as it came') specs.push(spec);
      progress.say(`${things.length + specs.length} read`);
    }
    specs.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const spec of specs) things.push({ document: printDocument(kind, spec), thing: { kind: kind.name, ...(said(spec) as object) } });
  }
  progress[Symbol.dispose]();
  if (options.output !== undefined) {
    await writeWhole(options.output, printDocuments(things.map(({ document }) => document)));
    const result = { file: options.output, documents: things.length };
    printDone(terminal, options, result, `${things.length} documents are in ${options.output}.`);
  } else if (options.json) for (const { thing } of things) printJson(terminal, thing);
  else terminal.out(printDocuments(things.map(({ document }) => document)));
}

/** A reader sees the old file or the new one, never a half of it. */
async function writeWhole(file: string, text: string): Promise<void> {
  const fresh = `${file}.${process.pid}.new`;
  await writeFile(fresh, text);
  await rename(fresh, file);
}
