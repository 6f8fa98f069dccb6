import { z } from 'zod';
import { unrestricted } from '#core/access/access.ts';
import { deviceName } from '#core/names.ts';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import {
  credentialsSchema,
  type Device,
  deviceChangeSchema,
  deviceListQuery,
  devicePage,
  deviceSchema,
  newDeviceSchema,
  newDevicesSchema,
  registeredSchema,
} from './device.ts';
import type { DeviceService } from './device-service.ts';

/** How long a secret can be kept valid after it was replaced: 90 days. */
const keepOldSecondsMax = 7_776_000;

const params = z.object({ device: deviceName });
const device: Device = {
  name: 'pump-1',
  label: 'Pump in hall 3',
  product: 'pump',
  space: 'plant-1',
  labels: { site: 'north' },
  state: 'online',
  lastSeenAt: '2026-01-01T08:30:00.000Z',
  createdAt: '2026-01-01T00:00:00.000Z',
  may: ['device.write', 'device.credential', 'data.query'],
};
const credentials = { clientId: 'default/pump-1', username: 'default/pump-1', password: 'Yv3sRk8mS1oJZqk2pQd7wN0aHcT5uXgLr9BfEiVtKjM' };
const registered = { ...device, state: 'inactive', lastSeenAt: null, credentials } as const;

/** The HTTP face of devices. */
export function deviceRoutes(service: DeviceService): readonly Route[] {
  const about = { tag: 'Devices', scope: 'tenant' } as const;
  const type = 'device';
  const before = async ({ tenant, params }: AuditedCall<{ readonly device: string }, unknown>) =>
    recorded(await service.get(tenant, unrestricted, params.device));
  return [
    defineRoute({
      ...about,
      method: 'GET',
      path: '/devices',
      id: 'listDevices',
      summary: 'List devices',
      description:
        'Those that you may see, in order of names; filtered by product, by space, by part of the name or label, by state, and by any condition (see [filters](filters.md)).',
      permission: 'device.read',
      query: deviceListQuery,
      response: devicePage,
      example: { response: { items: [device], next: null, total: 1, totalIsLeast: false } },
      handle: ({ tenant, access, query }) => service.list(tenant, access, query),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/devices',
      id: 'createDevice',
      summary: 'Register a device',
      description: 'The answer holds its secret, which is shown only this once.',
      permission: 'device.write',
      body: newDeviceSchema,
      response: registeredSchema,
      status: 201,
      audit: { type, id: ({ body }) => body.name, after: recorded },
      example: {
        body: { name: 'pump-1', product: 'pump', label: 'Pump in hall 3', space: 'plant-1', labels: { site: 'north' } },
        response: registered,
      },
      handle: ({ tenant, access, body }) => service.create(tenant, access, body),
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/devices/batch',
      id: 'createDevices',
      summary: 'Register numbered devices',
      description: 'Makes NAME-1 to NAME-count, all or none. The secrets are shown only this once.',
      permission: 'device.write',
      body: newDevicesSchema,
      response: z.object({ items: z.array(registeredSchema) }),
      status: 201,
      audit: {
        type,
        id: ({ body }, result) => result?.items.map(({ name }) => name) ?? `${body.name}-1…${body.count}`,
        after: ({ items }, id) => recorded(items.find(({ name }) => name === id)),
      },
      example: { body: { name: 'pump', product: 'pump', count: 1 }, response: { items: [{ ...registered, label: null }] } },
      handle: async ({ tenant, access, body }) => ({ items: [...(await service.createNumbered(tenant, access, body))] }),
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/devices/{device}',
      id: 'getDevice',
      summary: 'Read a device',
      permission: 'device.read',
      versioned: true,
      params,
      response: deviceSchema,
      example: { response: device },
      handle: async ({ tenant, access, params, setVersion }) => told(await service.get(tenant, access, params.device), setVersion),
    }),
    defineRoute({
      ...about,
      method: 'PATCH',
      path: '/devices/{device}',
      id: 'updateDevice',
      summary: 'Change a device',
      description: 'A device that is disabled is disconnected and may not connect again until it is enabled.',
      permission: 'device.write',
      versioned: true,
      params,
      body: deviceChangeSchema,
      response: deviceSchema,
      audit: { type, before, after: recorded },
      example: { body: { disabled: true }, response: { ...device, state: 'disabled' } },
      handle: async ({ tenant, access, params, body, expected, setVersion }) =>
        told(await service.update(tenant, access, params.device, body, expected), setVersion),
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/devices/{device}',
      id: 'deleteDevice',
      summary: 'Remove a device',
      description: 'It is disconnected and leaves the registry; the data it sent stays.',
      permission: 'device.write',
      versioned: true,
      params,
      response: z.null(),
      status: 204,
      audit: { type, before },
      example: { response: null },
      handle: async ({ tenant, params, expected }) => {
        await service.remove(tenant, params.device, expected);
        return null;
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/devices/{device}/secret',
      id: 'rotateDeviceSecret',
      summary: 'Give a device a new secret',
      description:
        'The old one ends at once, and with it the connections made with it; with `keepOldSeconds` both are valid so long, and the old one is among the device’s credentials.',
      permission: 'device.credential',
      params,
      query: z.object({ keepOldSeconds: z.coerce.number().int().min(0).max(keepOldSecondsMax).default(0) }),
      response: z.object({ credentials: credentialsSchema }),
      audit: { type },
      example: { response: { credentials } },
      handle: async ({ tenant, params, query }) => ({
        credentials: await service.rotateSecret(tenant, params.device, query.keepOldSeconds * 1000),
      }),
    }),
  ];
}

function told<T extends { readonly version: string }>(device: T, setVersion: (version: string) => void): T {
  setVersion(device.version);
  return device;
}

// Presence comes and goes by itself: it is no part of what people change.
function recorded(device: Device | undefined) {
  if (device === undefined) return null;
  const { name, label, product, space, labels, state, createdAt } = device;
  return { name, label, product, space, labels, disabled: state === 'disabled', createdAt };
}
