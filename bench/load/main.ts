import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { CrowdPlan } from './crowd/plan.ts';
import { runCrowd } from './crowd/run.ts';
import { runLoad } from './load.ts';
import type { LoadPlan } from './plan.ts';
import type { RoutePlan } from './route/plan.ts';
import { runRoute } from './route/run.ts';

// The kind of load and the plan, a line of JSON, come from our own parent process, so their shape is believed.
const input = createInterface({ input: process.stdin });
const [line] = (await once(input, 'line')) as [string];
try {
  const result = await run(process.argv[2], JSON.parse(line));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  // A crowd that stays does so until its input ends.
  if (process.argv[2] !== 'stay') process.exit(0);
  input.once('close', () => process.exit(0));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

function run(kind: string | undefined, plan: unknown): Promise<unknown> {
  if (kind === 'route') return runRoute(plan as RoutePlan);
  if (kind === 'connects' || kind === 'stay') return runCrowd(plan as CrowdPlan);
  return runLoad(plan as LoadPlan);
}
