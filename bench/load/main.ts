import { json } from 'node:stream/consumers';
import { runLoad } from './load.ts';
import type { LoadPlan } from './plan.ts';

// The plan comes from our own parent process, so its shape is believed.
const plan = (await json(process.stdin)) as LoadPlan;
try {
  process.stdout.write(`${JSON.stringify(await runLoad(plan))}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
