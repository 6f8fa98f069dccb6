import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { createMemoryBus } from '#adapters/bus/memory.ts';
import { type Access, unrestricted } from '#core/access/access.ts';
import { everything } from '#core/access/policy.ts';
import type { EventBus, EventName, Events } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { QuotaValues } from '#core/quota.ts';
import type { Route } from '#core/route.ts';
import { migrations as applicationMigrations } from '#platform/application/index.ts';
import { migrations as connectionMigrations } from '#platform/connection/index.ts';
import { createDevicePlatform, type DevicePlatform, migrations } from '#platform/device/index.ts';
import { type TestDatabase, testDatabase } from './postgres.ts';
import { testMeters } from './quotas.ts';

/** The tenants that a test registry begins with. */
const testTenants = ['acme', 'other'] as const;

const silent: Logger = { info() {}, warn() {}, error() {} };

/** The device platform on a database of its own, with two tenants and no product. */
export interface TestRegistry extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly events: EventBus;
  readonly platform: DevicePlatform;
  /** Calls a route as the HTTP server does: what comes in and what goes out passes its schemas. */
  call<T>(id: string, input?: CallInput): Promise<T>;
}

interface CallInput {
  readonly tenant?: string;
  /** The caller's; everything where left out. */
  readonly access?: Access;
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly expected?: readonly string[];
  readonly setVersion?: (version: string | number) => void;
}

export async function testRegistry(options: { readonly now?: () => number; readonly quotas?: QuotaValues } = {}): Promise<TestRegistry> {
  const database = await testDatabase({ ...applicationMigrations, ...connectionMigrations, ...migrations });
  for (const name of testTenants) await sql`insert into tenant (name) values (${name})`.execute(database.db);
  const events = createMemoryBus(silent);
  const platform = createDevicePlatform({
    db: database.db,
    tenantDb: database.tenantDb,
    events,
    quotas: testMeters({ events, ...(options.quotas === undefined ? {} : { values: options.quotas }) }),
    secret: randomBytes(32),
    log: silent,
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  await platform.start();
  return {
    database,
    events,
    platform,
    call: (id, input) => callRoute(platform.routes, id, input),
    async [Symbol.asyncDispose]() {
      await platform[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** Collects the events of one name from now on. */
export function collect<N extends EventName>(events: EventBus, name: N): readonly Events[N][] {
  const seen: Events[N][] = [];
  events.on(name, (event) => seen.push(event));
  return seen;
}

/** Calls one route of a table the way the HTTP server does. The answer is what the response schema lets through. */
export async function callRoute<T>(routes: readonly Route[], id: string, input: CallInput = {}): Promise<T> {
  const route = routes.find((r) => r.id === id);
  if (route === undefined) throw new Error(`no route ${id}`);
  const tenant = input.tenant ?? testTenants[0];
  const answer = await route.handle({
    actor: { kind: 'key', id: 'test', name: 'test', tenant, roles: ['admin'], policy: everything, operator: false },
    tenant,
    access: input.access ?? unrestricted,
    params: route.params?.parse(input.params),
    query: route.query?.parse(input.query ?? {}),
    body: route.body?.parse(input.body),
    signal: new AbortController().signal,
    address: '127.0.0.1',
    requestHeader: (name) => input.headers?.[name.toLowerCase()],
    setHeader: () => {},
    expected: input.expected,
    setVersion: input.setVersion ?? (() => {}),
  });
  return route.response.parse(answer) as T;
}
