import { z } from 'zod';
import { deviceName, propertyName } from '#core/names.ts';
import { durationInput, timeInput } from './time.ts';

/** Bounds of one history request; each is named in the answer that refuses it. */
export const historyDevicesMax = 50;
export const historyPropertiesMax = 20;
export const historyPixelsMax = 4000;
export const historyRangeDaysMax = 3660;
/** Reports per page of raw values. */
export const historyReportsMax = 50_000;
export const historyReportsDefault = 10_000;
/** Values in one answer: points of charts and raw pages, cells of buckets. */
export const historyValuesMax = 400_000;

export const aggregates = ['avg', 'min', 'max', 'first', 'last', 'count', 'sum'] as const;
export type Aggregate = (typeof aggregates)[number];

export const historyQuery = z
  .strictObject({
    devices: z.array(deviceName).min(1).max(historyDevicesMax),
    properties: z.array(propertyName).min(1).max(historyPropertiesMax),
    from: timeInput,
    to: timeInput.describe('Not included'),
    bucket: durationInput.optional().describe('Width of a bucket, aligned to 1970 UTC: milliseconds or 30s, 5m, 1h, 1d'),
    pixels: z.int().min(10).max(historyPixelsMax).optional().describe('Width of a chart: first, last, min and max of every pixel'),
    aggregates: z
      .array(z.enum(aggregates))
      .min(1)
      .max(aggregates.length)
      .optional()
      .describe('Of each bucket; avg, min and max if not said'),
    limit: z.int().min(1).max(historyReportsMax).optional().describe('Reports per page of raw values'),
    cursor: z.string().max(512).optional(),
  })
  .refine(({ from, to }) => from < to, { error: 'a time after from', path: ['to'] })
  .refine(({ from, to }) => to - from <= historyRangeDaysMax * 86_400e6, {
    error: `at most ${historyRangeDaysMax} days after from`,
    path: ['to'],
  })
  .refine(({ bucket, pixels }) => bucket === undefined || pixels === undefined, { error: 'either bucket or pixels', path: ['pixels'] })
  .refine(({ bucket, aggregates }) => aggregates === undefined || bucket !== undefined, {
    error: 'aggregates belong to a bucket',
    path: ['aggregates'],
  })
  .refine(({ bucket, pixels, cursor, limit }) => (bucket ?? pixels) === undefined || (cursor ?? limit) === undefined, {
    error: 'limit and cursor belong to raw values, without bucket and pixels',
    path: ['cursor'],
  })
  .meta({ id: 'HistoryQuery' });
export type HistoryQuery = z.output<typeof historyQuery>;

const point = z.array(z.union([z.number(), z.string(), z.boolean(), z.null()]));

const seriesSchema = z
  .object({
    device: z.string(),
    property: z.string(),
    unit: z.string().nullable(),
    columns: z
      .array(z.string())
      .describe('What each place of a point holds; ts is in milliseconds since 1970, with a fraction where there is one'),
    points: z.array(point).describe('In time order; where nothing was measured there is no point'),
  })
  .meta({ id: 'HistorySeries' });
export type Series = z.output<typeof seriesSchema>;

export const historyResult = z
  .object({
    resolution: z.enum(['raw', 'bucket', 'chart']),
    bucketMs: z.number().nullable(),
    series: z.array(seriesSchema),
    next: z.string().nullable().describe('Cursor of the next page of raw values'),
  })
  .meta({ id: 'History' });
export type HistoryResult = z.output<typeof historyResult>;
