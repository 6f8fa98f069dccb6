import { type Command, Option } from 'commander';
import { carryOut } from '../apply/carry-out.ts';
import { type Declaration, readDeclarations } from '../apply/declaration.ts';
import { type Plan, planOf } from '../apply/plan.ts';
import { placeText, planJson, planText, titleOf } from '../apply/plan-text.ts';
import { readSources } from '../apply/source.ts';
import { type Basics, withBasics } from '../basics.ts';
import { signedIn } from '../connection.ts';
import { CliFailure, exitCodes } from '../failure.ts';
import { printJson } from '../output.ts';
import { printable } from '../printable.ts';
import { createProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface ApplyOptions extends Basics {
  readonly file: readonly string[];
  readonly plan?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly prune?: boolean;
}

/** Faults of files that are shown at once. */
const shownFaultsMax = 20;

/** `apply -f`. */
export function addApplyCommand(program: Command, terminal: Terminal): void {
  withBasics(
    program.command('apply').description('make the platform as files declare it: shows a plan, asks, then does it'),
    'the plan and what was done, as JSON',
  )
    .addOption(
      new Option('-f, --file <file>', 'a YAML file, a folder of them, or - for standard input (repeat for more)')
        .argParser((text: string, before: readonly string[] = []) => [...before, text])
        .makeOptionMandatory(),
    )
    .option('--plan', 'only show what would be done')
    .option('--dry-run', 'the same as --plan')
    .option('--yes', 'do it without asking')
    .option('--prune', 'remove what no file declares, of the kinds that the files are about')
    .action((options: ApplyOptions) => apply(terminal, options));
}

async function apply(terminal: Terminal, options: ApplyOptions): Promise<void> {
  const onlyPlan = options.plan === true || options.dryRun === true;
  if (options.json && !onlyPlan && !options.yes)
    throw new CliFailure(exitCodes.usage, '--json asks nobody: add --yes, or --plan to only look.');
  const declarations = await declared(terminal, options.file);
  const client = await signedIn(terminal, options);
  const plan = await planOf(client, declarations, options.prune === true);
  if (options.json && onlyPlan) printJson(terminal, { ...planJson(plan), done: 0 });
  if (!options.json) terminal.out(planText(plan));
  if (plan.refusals.length > 0) throw new CliFailure(exitCodes.conflict, `${refusedText(plan)} Nothing was changed.`);
  if (onlyPlan) return;
  if (plan.steps.length > 0 && !options.yes) await confirm(terminal, plan);
  let done = 0;
  using progress = createProgress(terminal, terminal.piped);
  try {
    await carryOut(client, plan, (step, index) => {
      done = index + 1;
      progress.say(`${done} of ${plan.steps.length} changes made`);
      if (!options.json) terminal.out(printable(`${titleOf(step)}: ${outcomes[step.action]}`).concat('\n'));
    });
  } finally {
    if (options.json) printJson(terminal, { ...planJson(plan), done });
  }
}

const outcomes = { create: 'created', change: 'changed', delete: 'deleted' } as const;

async function declared(terminal: Terminal, files: readonly string[]): Promise<readonly Declaration[]> {
  const { declarations, faults } = readDeclarations(await readSources(terminal, files));
  if (faults.length === 0) return declarations;
  const lines = faults.slice(0, shownFaultsMax).map((fault) => printable(`${placeText(fault)}: ${fault.what}`));
  const more = faults.length > shownFaultsMax ? [`… and ${faults.length - shownFaultsMax} more`] : [];
  const places = faults.map(({ what, ...place }) => ({ field: placeText(place), expected: what }));
  throw new CliFailure(exitCodes.usage, [...lines, ...more, 'Nothing was changed.'].join('\n'), { places });
}

async function confirm(terminal: Terminal, plan: Plan): Promise<void> {
  const answer = await terminal.ask(`Make ${plan.steps.length === 1 ? 'this change' : `these ${plan.steps.length} changes`}? [y/N] `);
  if (answer === undefined) throw new CliFailure(exitCodes.usage, 'nobody is there to say yes; add --yes. Nothing was changed.');
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliFailure(exitCodes.failed, 'Nothing was changed.');
}

function refusedText({ refusals }: Plan): string {
  return refusals.length === 1 ? 'One change can’t be made.' : `${refusals.length} changes can’t be made.`;
}
