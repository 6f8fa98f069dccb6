import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { CrowdPlan, CrowdResult } from './load/crowd/plan.ts';
import type { LoadPlan, LoadResult } from './load/plan.ts';
import type { RoutePlan, RouteResult } from './load/route/plan.ts';

const generator = fileURLToPath(new URL('./load/main.ts', import.meta.url));
const beyondPlanMs = 120_000;

/** Runs the load generator in its own process; rejects with what it wrote when it fails or overstays. */
export function runGenerator(plan: LoadPlan): Promise<LoadResult> {
  return toEnd('ingest', plan);
}

/** Runs a load of messages that are handed on. */
export function runRoutes(plan: RoutePlan): Promise<RouteResult> {
  return toEnd('route', plan);
}

/** Runs clients that come and go. */
export function runConnects(plan: CrowdPlan): Promise<CrowdResult> {
  return toEnd('connects', plan);
}

/** A crowd that is connected until it is disposed of. */
export interface Crowd extends AsyncDisposable {
  readonly result: CrowdResult;
}

/** Resolves when the whole crowd is in. */
export async function holdCrowd(plan: CrowdPlan): Promise<Crowd> {
  const child = start('stay', plan, undefined);
  const errors = text(child.stderr);
  const [first] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), once(child, 'exit')])) as [unknown];
  if (typeof first !== 'string') throw new Error(`the load generator failed: ${await errors}`);
  return {
    result: JSON.parse(first) as CrowdResult,
    async [Symbol.asyncDispose]() {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

async function toEnd<Plan extends { warmupSeconds: number; seconds: number }, Result>(kind: string, plan: Plan): Promise<Result> {
  const child = start(kind, plan, (plan.warmupSeconds + plan.seconds) * 1000 + beyondPlanMs);
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (out.trim() === '') throw new Error(`the load generator failed: ${errors.trim() || `signal ${child.signalCode}`}`);
  return JSON.parse(out) as Result;
}

function start(
  kind: string,
  plan: unknown,
  timeout: number | undefined,
): ChildProcess & { readonly stdout: Readable; readonly stderr: Readable } {
  const child = spawn(process.execPath, [generator, kind], { stdio: ['pipe', 'pipe', 'pipe'], timeout, killSignal: 'SIGKILL' });
  child.stdin.write(`${JSON.stringify(plan)}\n`);
  return child;
}
