import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import type { DeviceRef, ProductRef } from '#core/device.ts';
import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DeviceValues } from '#core/ports/last-values.ts';
import type { QuotaValues } from '#core/quota.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { migrations } from '#server/migrations.ts';
import { testDatabase } from '#testing/postgres.ts';
import { wholly } from './access/assignment.ts';
import { createMembershipStore } from './access/membership-store.ts';
import { openBetterAuth } from './identity/better-auth.ts';
import { createBetterAuthIdentity } from './identity/better-auth-identity.ts';
import { type ApplicationNeeds, createApplicationPlatform, openAccess, openQuotas } from './index.ts';

export const adminEmail = 'ada@example.org';
export const adminPassword = 'analytical engine';
export const product: ProductRef = {
  tenant: 'default',
  name: 'pump',
  model: {
    version: 1,
    mode: 'open',
    properties: [
      { id: 'temperature', type: 'double', access: 'r' },
      { id: 'rpm', type: 'int32', access: 'r' },
    ],
  },
};

/** The whole platform on a real database, with two devices known and an owner who can sign in; ends with the test. */
export async function startPlatform(
  options: {
    routes?: readonly Route[];
    wish?: object;
    needs?: Partial<ApplicationNeeds>;
    access?: { readonly internalHosts?: readonly string[] };
    quotas?: QuotaValues;
  } = {},
) {
  // Spaces count the devices that stand in them.
  const database = await testDatabase(migrations);
  const lines: string[] = [];
  const write = (fields: object, message: string) => {
    lines.push(
      message +
        JSON.stringify(fields, (_key, value) => (value instanceof Error ? { text: String(value), stack: value.stack, ...value } : value)),
    );
  };
  const log: Logger = { info: write, warn: write, error: write };
  const events = createMemoryBus(log);
  const devices = new Map<string, DeviceRef>(
    ['pump-1', 'pump-2'].map((name) => [name, { tenant: 'default', name, product, space: 'root', labels: {} }]),
  );
  const values = new Map<string, DeviceValues>([['pump-1', { temperature: { value: 20, ts: 1000 }, rpm: { value: 900, ts: 1000 } }]]);
  const directory: DeviceDirectory = {
    login: async () => ({ ok: false, reason: 'unknown-device' }),
    products: async () => [product],
    device: async (tenant, name) => (tenant === 'default' ? devices.get(name) : undefined),
    product: async () => product,
  };
  let time = Date.now();
  const quotas = await openQuotas({
    db: database.db,
    tenantDb: database.tenantDb,
    events,
    defaults: options.quotas ?? {},
    log,
    now: () => time,
  });
  const access = await openAccess({ db: database.db, tenantDb: database.tenantDb, events, log, now: () => time, ...options.access });
  const platform = await createApplicationPlatform({
    access,
    db: database.db,
    tenantDb: database.tenantDb,
    events,
    directory,
    quotas,
    countDevices: async () => devices.size,
    lastValues: { read: async (device) => values.get(device.name) ?? {} },
    routes: [...widgetRoutes(), ...(options.routes ?? [])],
    secret: randomBytes(32),
    info: () => ({
      ...{ version: '0.0.0', mqtt: { host: 'h', port: 1, url: 'mqtt://h:1' }, http: { url: 'http://h' }, startedAt: new Date(0) },
      ...{ mqtts: null, webSocket: null, secureWebSocket: null },
    }),
    checks: { postgres: () => 'up' },
    metrics: new Registry(),
    log,
    now: () => time,
    ...options.needs,
  });
  const firstAdmin = await platform.firstAdmin(options.wish ?? { email: adminEmail, password: adminPassword });
  return {
    ...platform,
    database,
    applications: access.applications,
    quotas,
    events,
    devices,
    values,
    firstAdmin: platform.firstAdmin,
    shown: firstAdmin,
    lines,
    pass: (ms: number) => {
      time += ms;
    },
    signIn: (email = adminEmail, password = adminPassword) => signIn(platform.app, email, password),
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]();
      await access[Symbol.asyncDispose]();
      await quotas[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

export type TestPlatform = Awaited<ReturnType<typeof startPlatform>>;

export const fromHere = { 'sec-fetch-site': 'same-origin' } as const;

async function signIn(app: FastifyInstance, email: string, password: string) {
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password } });
  const cookie = [answer.headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { status: answer.statusCode, body: answer.json(), cookie, headers: answer.headers, browser: { cookie, ...fromHere } };
}

/** Another member of the tenant, with a password of their own. */
export async function join({ database: { db } }: TestPlatform, email: string, password: string, role = 'viewer') {
  const auth = openBetterAuth({ db, secret: randomBytes(32), secureCookies: false, log: { info() {}, warn() {}, error() {} } });
  const person = await createBetterAuthIdentity(auth).create(email, email, password, false);
  await createMembershipStore(db).add(person.id, 'default', [wholly(role)]);
  return person.id;
}

/** A key of the owner's with a role. */
export async function keyOf(platform: TestPlatform, role = 'developer'): Promise<string> {
  const { browser } = await platform.signIn();
  const made = await platform.app.inject({ method: 'POST', url: '/api/v1/api-keys', headers: browser, payload: { name: role, role } });
  return made.json().key;
}

/** How often each widget was made. */
export const made = new Map<string, number>();

// Stands for another platform's routes.
function widgetRoutes(): readonly Route[] {
  const widget = z.object({ name: z.string(), secret: z.string() });
  return [
    defineRoute({
      method: 'POST',
      path: '/widgets',
      id: 'createWidget',
      tag: 'Widgets',
      summary: 'Make a widget',
      permission: 'device.write',
      scope: 'tenant',
      body: z.object({ name: z.string().min(1), parts: z.array(z.object({ id: z.int() })).optional(), wait: z.boolean().optional() }),
      response: widget,
      status: 201,
      bodyBytesMax: 1024,
      example: { body: { name: 'w' }, response: { name: 'w', secret: 's' } },
      handle: async ({ body }) => {
        made.set(body.name, (made.get(body.name) ?? 0) + 1);
        if (body.wait === true) await new Promise((resolve) => setImmediate(resolve));
        if (body.name === 'bug') throw new Error('a widget exploded');
        return { name: body.name, secret: `made ${made.get(body.name)}` };
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/widgets/{name}',
      id: 'getWidget',
      tag: 'Widgets',
      summary: 'Read a widget',
      permission: 'device.read',
      scope: 'tenant',
      params: z.object({ name: z.string() }),
      query: z.object({ size: z.coerce.number().int().default(1) }),
      response: widget,
      example: { response: { name: 'w', secret: 's' } },
      handle: async ({ params }) => {
        if (params.name === 'away') throw Object.assign(new Error('terminating connection'), { code: '57P01' });
        if (params.name === 'misfit') return { nonsense: true } as unknown as { name: string; secret: string };
        return { name: params.name, secret: 's', unknown: 1 };
      },
    }),
  ];
}
