import { Fault } from '#core/errors.ts';
import { invariant } from '#core/invariant.ts';
import type { Route } from '#core/route.ts';
import type { DemoLogin, DemoRegistry } from './demo-needs.ts';

/** What the demo asks of the device platform, through the very operations that the API offers. */
export function createDemoRegistry(routes: readonly Route[]): DemoRegistry {
  return {
    async ensureProduct(tenant, product) {
      await unlessExists(() => perform(tenant, 'createProduct', {}, product));
    },
    async ensureDevice(tenant, { name, label, product }) {
      const made = await unlessExists(() => perform(tenant, 'createDevice', {}, { name, label, product }));
      const answer = made ?? (await perform(tenant, 'rotateDeviceSecret', { device: name }, undefined));
      return (answer as { readonly credentials: DemoLogin }).credentials;
    },
  };

  function perform(tenant: string, id: string, params: unknown, body: unknown): Promise<unknown> {
    const route = routes.find((candidate) => candidate.id === id);
    invariant(route !== undefined, `the demo needs the operation ${id}`);
    return route.handle({
      actor: { kind: 'key', id: 'demo-fleet', name: 'demo fleet', tenant, roles: [] },
      tenant,
      params: route.params?.parse(params) ?? {},
      query: {},
      body: route.body?.parse(body),
      signal: AbortSignal.timeout(operationMs),
      address: '127.0.0.1',
      requestHeader: () => undefined,
      setHeader: () => {},
    });
  }
}

const operationMs = 10_000;

async function unlessExists<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && error.code === 'ALREADY_EXISTS') return undefined;
    throw error;
  }
}
