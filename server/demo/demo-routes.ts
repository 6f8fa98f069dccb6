import { z } from 'zod';
import { defineRoute, type Route } from '#core/route.ts';

const status = z
  .object({
    running: z.boolean(),
    devices: z.int().describe('Devices that take part while it runs'),
    products: z.array(z.string()).describe('Products that the fleet uses; made when missing'),
  })
  .meta({ id: 'DemoFleet' });

/** What the API tells. */
export type DemoStatus = z.infer<typeof status>;

/** What the routes drive. */
export interface DemoControl {
  status(tenant: string): Promise<DemoStatus>;
  /** Makes what is missing and connects the devices; does nothing when it runs already. */
  start(tenant: string): Promise<DemoStatus>;
  stop(tenant: string): Promise<DemoStatus>;
}

const products = ['pump', 'machine_temperature', 'ambient_temperature'];

/** The demo fleet's face: see, start, stop. */
export function demoRoutes(demo: DemoControl): readonly Route[] {
  const path = '/demo-fleet';
  const audit = {
    type: 'demo-fleet',
    id: ({ tenant }: { tenant: string }) => tenant,
    before: ({ tenant }: { tenant: string }) => demo.status(tenant),
  };
  const base = { path, tag: 'Demo fleet', scope: 'tenant', response: status } as const;
  return [
    defineRoute({
      ...base,
      method: 'GET',
      id: 'getDemoFleet',
      summary: 'Whether the demo fleet runs',
      permission: 'signed-in',
      example: { response: { running: false, devices: 0, products } },
      handle: ({ tenant }) => demo.status(tenant),
    }),
    defineRoute({
      ...base,
      method: 'POST',
      id: 'startDemoFleet',
      summary: 'Start the demo fleet',
      description:
        'Twenty simulated pumps and two replayed recordings of real machines connect over MQTT. Missing products and devices are made, ' +
        'their secrets are renewed, and their last hours are filled in. Does nothing when it runs already.',
      permission: 'demo.run',
      audit,
      status: 202,
      example: { response: { running: true, devices: 22, products } },
      handle: ({ tenant }) => demo.start(tenant),
    }),
    defineRoute({
      ...base,
      method: 'DELETE',
      id: 'stopDemoFleet',
      summary: 'Stop the demo fleet',
      description: 'Disconnects its devices. Devices, products and what they reported stay.',
      permission: 'demo.run',
      audit,
      example: { response: { running: false, devices: 0, products } },
      handle: ({ tenant }) => demo.stop(tenant),
    }),
  ];
}
