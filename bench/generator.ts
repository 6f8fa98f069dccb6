import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { LoadPlan, LoadResult } from './load/plan.ts';

const generator = fileURLToPath(new URL('./load/main.ts', import.meta.url));
const beyondPlanMs = 120_000;

/** Runs the load generator in its own process; rejects with what it wrote when it fails or overstays. */
export async function runGenerator(plan: LoadPlan): Promise<LoadResult> {
  const child = spawn(process.execPath, [generator], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: (plan.warmupSeconds + plan.seconds) * 1000 + beyondPlanMs,
    killSignal: 'SIGKILL',
  });
  child.stdin.end(JSON.stringify(plan));
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (out.trim() === '') throw new Error(`the load generator failed: ${errors.trim() || `signal ${child.signalCode}`}`);
  return JSON.parse(out) as LoadResult;
}
