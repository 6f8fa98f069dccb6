import { z } from 'zod';
import { deviceName } from '#core/names.ts';
import type { LastValues } from '#core/ports/last-values.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { historyQuery, historyResult } from './history-shape.ts';
import { messagesMax } from './messages.ts';
import type { Queries } from './queries.ts';
import { isoOfMicros, timeInputText } from './time.ts';

const tag = 'Telemetry';
const pathDevice = z.object({ device: deviceName });
const value = z.union([z.number(), z.string(), z.boolean()]).meta({ id: 'Value' });
const deviceValues = z
  .object({ device: z.string(), values: z.record(z.string(), z.object({ value, ts: z.string(), tsMs: z.number() })) })
  .meta({ id: 'DeviceValues' });
const message = z
  .object({
    ts: z.string(),
    receivedAt: z.string(),
    values: z.record(z.string(), value),
    extra: z.record(z.string(), z.unknown()).describe('Keys that the product’s model does not name'),
  })
  .meta({ id: 'Message' });
const refused = z
  .object({ ts: z.string(), topic: z.string(), reason: z.string(), field: z.string(), expected: z.string(), payload: z.string() })
  .meta({ id: 'Refused' });
const before = z.object({
  limit: z.coerce.number().int().min(1).max(messagesMax).default(50),
  before: timeInputText.optional().describe('Only what is older: the ts of the last item of the page before'),
});

export interface QueryRoutesNeeds {
  readonly queries: Queries;
  readonly lastValues: LastValues;
}

/** The telemetry part of the API: newest values, history, messages and what was refused. */
export function queryRoutes({ queries, lastValues }: QueryRoutesNeeds): readonly Route[] {
  const common = { tag, permission: 'data.query', scope: 'tenant' } as const;

  const getValues = defineRoute({
    ...common,
    method: 'GET',
    path: '/devices/{device}/values',
    id: 'getValues',
    summary: 'The newest value of every property of a device',
    params: pathDevice,
    response: deviceValues,
    example: {
      response: { device: 'pump-1', values: { temperature: { value: 21.5, ts: '2026-01-01T00:00:00.000Z', tsMs: 1_767_225_600_000 } } },
    },
    handle: async ({ tenant, params }) => {
      const values = await lastValues.read(await queries.device(tenant, params.device));
      const told = Object.entries(values).map(
        ([id, { value, ts }]) => [id, { value, ts: isoOfMicros(Math.round(ts * 1000)), tsMs: ts }] as const,
      );
      return { device: params.device, values: Object.fromEntries(told) };
    },
  });

  const queryHistory = defineRoute({
    ...common,
    method: 'POST',
    path: '/history',
    id: 'queryHistory',
    summary: 'Values over time: raw by pages, in buckets, or thinned for a chart',
    description:
      'With `bucket`: aggregates per bucket. With `pixels`: per pixel the first, last, least and greatest point with their real times. With neither: every value, by pages with `cursor`. Where nothing was measured there is no point. A property is read of those devices whose product has it.',
    body: historyQuery,
    repeat: 'always',
    audit: { none: 'a question, by POST for its length' },
    response: historyResult,
    example: {
      body: {
        devices: ['pump-1'],
        properties: ['temperature'],
        from: '2026-01-01T00:00:00Z',
        to: '2026-01-02T00:00:00Z',
        bucket: '1h',
        aggregates: ['avg', 'max'],
      },
      response: {
        resolution: 'bucket',
        bucketMs: 3_600_000,
        series: [
          {
            device: 'pump-1',
            property: 'temperature',
            unit: '°C',
            columns: ['ts', 'avg', 'max'],
            points: [[1_767_225_600_000, 21.5, 22.25]],
          },
        ],
        next: null,
      },
    },
    handle: ({ tenant, access, body, signal }) => queries.history(tenant, access, body, signal),
  });

  const listMessages = defineRoute({
    ...common,
    method: 'GET',
    path: '/devices/{device}/messages',
    id: 'listMessages',
    summary: 'The newest messages of a device, newest first',
    params: pathDevice,
    query: before,
    response: z.object({ items: z.array(message) }),
    example: {
      response: {
        items: [
          {
            ts: '2026-01-01T00:00:00.000Z',
            receivedAt: '2026-01-01T00:00:00.012Z',
            values: { temperature: 21.5 },
            extra: { firmware: '1.2' },
          },
        ],
      },
    },
    handle: async ({ tenant, params, query, signal }) => ({
      items: [...(await queries.messages(tenant, params.device, { limit: query.limit, before: query.before }, signal))],
    }),
  });

  const listRefused = defineRoute({
    ...common,
    method: 'GET',
    path: '/devices/{device}/refused',
    id: 'listRefused',
    summary: 'What was refused of a device and why, newest first',
    params: pathDevice,
    query: before,
    response: z.object({ items: z.array(refused) }),
    example: {
      response: {
        items: [
          {
            ts: '2026-01-01T00:00:00.000Z',
            topic: 'up/properties',
            reason: 'type',
            field: 'temperature',
            expected: 'a number',
            payload: '{"temperature":"warm"}',
          },
        ],
      },
    },
    handle: async ({ tenant, params, query, signal }) => ({
      items: [...(await queries.refused(tenant, params.device, { limit: query.limit, before: query.before }, signal))],
    }),
  });

  return [getValues, queryHistory, listMessages, listRefused];
}
