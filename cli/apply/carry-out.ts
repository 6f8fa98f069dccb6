import { ApiError, type Client } from '@thalamus/sdk';
import { CliFailure, exitCodeOf } from '../failure.ts';
import { describe } from '../failure-text.ts';
import type { Declaration } from './declaration.ts';
import { differences } from './difference.ts';
import { said } from './fields.ts';
import type { Plan, Step } from './plan.ts';
import { placeText, titleOf } from './plan-text.ts';

/** Makes the calls of a plan one after the other; the first that fails ends it. `done` hears of every one that was done. */
export async function carryOut(client: Client, plan: Plan, done: (step: Step, index: number) => void): Promise<void> {
  for (const [index, step] of plan.steps.entries()) {
    try {
      await call(client, step);
    } catch (error) {
      throw failureOf(error, step, index, plan.steps.length);
    }
    done(step, index);
  }
}

async function call(client: Client, step: Step): Promise<void> {
  const { kind } = step;
  if (step.action === 'create') {
    await kind.create(client, step.declaration.spec);
    return;
  }
  // What was planned is still what is there; its ETag keeps it so until the change is made.
  const live = await kind.get(client, step.name);
  const [other] = differences(said(step.before), said(live.spec));
  if (other !== undefined) {
    const detail = `${other.field} was changed since the plan was made`;
    throw new ApiError({ status: 412, code: 'PRECONDITION_FAILED', title: 'It changed in the meantime', detail });
  }
  if (step.action === 'change') await kind.change(client, live, step.declaration.spec, step.changes);
  else await kind.remove?.(client, live);
}

function failureOf(error: unknown, step: Step, index: number, steps: number): Error {
  if (!(error instanceof ApiError)) return error instanceof Error ? error : new Error(String(error));
  const declaration = 'declaration' in step ? step.declaration : undefined;
  const where = declaration === undefined ? '' : `${placeText(faultPlace(declaration, error))}: `;
  const what = describe(error)
    .replace(/^Error: /, '')
    .trimEnd();
  const so = `${index} of ${steps} changes were made before; apply again when this is mended.`;
  return new CliFailure(exitCodeOf(error), `${where}${titleOf(step)}: ${what}\n${so}`, { cause: error });
}

/** Where in the file the field stands that the platform names; the document's begin when it names none that stands there. */
function faultPlace(declaration: Declaration, error: ApiError) {
  const [first] = error.places;
  return declaration.place(first === undefined ? [] : first.field.split('.'));
}
