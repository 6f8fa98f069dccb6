import { z } from 'zod';
import { defineRoute, type Route } from '#core/route.ts';
import {
  type ConnectionLimitName,
  type ConnectionLimits,
  connectionLimitNames,
  connectionLimitSettings,
  connectionLimitsOf,
  connectionLimitValuesSchema,
} from './connection-limits.ts';
import type { Limits } from './limits.ts';
import type { LimitsStore } from './limits-store.ts';

const everyLimit = z
  .object(
    Object.fromEntries(
      connectionLimitNames.map((name) => [name, z.int().nullable().describe(connectionLimitSettings[name].text)]),
    ) as Record<ConnectionLimitName, z.ZodNullable<z.ZodInt>>,
  )
  .meta({ id: 'ConnectionLimits' });
type EveryLimit = z.infer<typeof everyLimit>;

const describedSchema = z
  .object({
    limit: z.string(),
    unit: z.string(),
    text: z.string(),
    bound: z.string().describe('What happens at the bound'),
    least: z.int(),
    most: z.int(),
    needed: z.boolean().describe('There has to be one: it can’t be null'),
  })
  .meta({ id: 'ConnectionLimit' });

const settingsSchema = z
  .object({
    limits: z.array(describedSchema).describe('Every limit that there is'),
    set: connectionLimitValuesSchema.describe('Set by whoever runs the platform; null is no limit'),
    defaults: everyLimit,
    inForce: everyLimit,
  })
  .meta({ id: 'ConnectionLimitSettings' });

const overloadSchema = z
  .object({
    level: z.int().min(0).max(3).describe('0: none; 1: who sends most is slowed; 2: new connections are refused; 3: QoS 0 is dropped'),
    since: z.iso.datetime().describe('Since when it is this level'),
    delayMs: z.number().describe('How late the event loop was at the last look'),
    memoryShare: z.number().describe('Used part of the memory'),
    fired: z
      .array(z.object({ limit: z.string(), count: z.int() }))
      .describe('How often each limit held somebody back since the start, the most frequent first'),
  })
  .meta({ id: 'Overload' });

const defaults = told(connectionLimitsOf({}));
const set = { 'device.messagesPerSecond': 200 };
const described = connectionLimitNames.map((limit) => {
  const { unit, text, bound, least, most, ...rest } = connectionLimitSettings[limit];
  return { limit, unit, text, bound, least, most, needed: 'needed' in rest };
});
const example = {
  limits: described.filter(({ limit }) => limit === 'device.messagesPerSecond'),
  set,
  defaults,
  inForce: { ...defaults, ...set },
};
const overload = {
  level: 0,
  since: '2026-01-01T00:00:00.000Z',
  delayMs: 1.2,
  memoryShare: 0.21,
  fired: [{ limit: 'device.messagesPerSecond', count: 12 }],
};

/** The HTTP face of limits of connections: what holds, for everybody; setting it, for the operator of the platform. */
export function limitRoutes(limits: Limits, store: LimitsStore): readonly Route[] {
  const operator = { tag: 'Operator', permission: 'operator', scope: 'none' } as const;
  const settings = () => ({ limits: described, set: limits.set, defaults, inForce: told(limits.inForce()) });
  return [
    defineRoute({
      method: 'GET',
      path: '/connection-limits',
      id: 'getConnectionLimits',
      tag: 'Connections',
      summary: 'The limits that hold for connections',
      description: 'By their stable names, which refusals, the diary of a device and metrics call them; null is no limit.',
      permission: 'signed-in',
      scope: 'none',
      response: z.object({ limits: z.array(describedSchema), inForce: everyLimit }),
      example: { response: { limits: example.limits, inForce: example.inForce } },
      handle: async () => ({ limits: described, inForce: told(limits.inForce()) }),
    }),
    defineRoute({
      ...operator,
      method: 'GET',
      path: '/operator/connection-limits',
      id: 'getConnectionLimitSettings',
      summary: 'The limits of connections, as they are set',
      response: settingsSchema,
      example: { response: example },
      handle: async () => settings(),
    }),
    defineRoute({
      ...operator,
      method: 'PUT',
      path: '/operator/connection-limits',
      id: 'setConnectionLimits',
      summary: 'Set the limits of connections',
      description:
        'Replaces all that is set: null is no limit, a name that is left out falls back to its default. They hold at once, also for what is connected.',
      body: connectionLimitValuesSchema,
      response: settingsSchema,
      audit: { type: 'connection-limits', id: () => 'connection-limits', before: async () => limits.set, after: (result) => result.set },
      example: { body: set, response: example },
      handle: async ({ body }) => {
        await store.replaceLimits(body);
        // What is in the table, so that of two who set at once the same one wins in memory.
        limits.change(await store.limits());
        return settings();
      },
    }),
    defineRoute({
      ...operator,
      method: 'GET',
      path: '/operator/overload',
      id: 'getOverload',
      summary: 'How overloaded the platform is, and which limits hold somebody back',
      response: overloadSchema,
      example: { response: overload },
      handle: async () => {
        const { level, since, reading } = limits.overload;
        const fired = [...limits.fired].map(([limit, count]) => ({ limit, count })).sort((a, b) => b.count - a.count);
        const { delayMs, memoryShare } = reading;
        return {
          ...{ level, since: new Date(since).toISOString(), fired },
          ...{ delayMs: Math.round(delayMs * 10) / 10, memoryShare: Math.round(memoryShare * 1000) / 1000 },
        };
      },
    }),
  ];
}

/** By their names; null where there is none. */
function told(limits: ConnectionLimits): EveryLimit {
  return Object.fromEntries(
    connectionLimitNames.map((name) => {
      const value = limits[connectionLimitSettings[name].field];
      return [name, value === Number.POSITIVE_INFINITY ? null : value];
    }),
  ) as EveryLimit;
}
