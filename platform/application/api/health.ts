import type { FastifyInstance } from 'fastify';

/** A check that does not answer within this time counts as failed. */
export const healthCheckMs = 1_000;

/** Says how one part is: `up` and `ok` are well, anything else is shown as what is wrong. */
export type HealthCheck = () => string | Promise<string>;

/** `GET /health`: 200 with `{"status":"ok"}` while every part is well, else 503 with what is missing. */
export function mountHealth(app: FastifyInstance, version: string, checks: Readonly<Record<string, HealthCheck>>): void {
  app.get('/health', async (_request, reply) => {
    const results = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await ask(check)] as const));
    const missing = results.filter(([, state]) => state !== 'up' && state !== 'ok').map(([name]) => name);
    reply.status(missing.length === 0 ? 200 : 503).header('cache-control', 'no-store');
    if (missing.length > 0) reply.header('retry-after', '1');
    const status = missing.length === 0 ? 'ok' : 'unavailable';
    return { status, version, checks: Object.fromEntries(results), ...(missing.length === 0 ? {} : { missing }) };
  });
}

async function ask(check: HealthCheck): Promise<string> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, healthCheckMs, 'no answer');
  });
  try {
    return await Promise.race([check(), late]);
  } catch {
    return 'down';
  } finally {
    clearTimeout(timer);
  }
}
