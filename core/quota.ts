import { z } from 'zod';

/**
 * What a quota bounds: `stock` is what there is at a moment, `month` what was used since the first of the month (UTC), `rate` what
 * comes per second (a token bucket, so that short bursts pass), `age` how old data gets.
 */
export type QuotaKind = 'stock' | 'month' | 'rate' | 'age';

interface Quota {
  readonly kind: QuotaKind;
  readonly unit: string;
  readonly text: string;
  /** What happens at the bound. */
  readonly bound: string;
  readonly least: number;
}

/** Every quota that a tenant may have, by the name that the API, the errors and the metrics call it. */
export const quotas = {
  devices: { kind: 'stock', unit: 'devices', least: 0, text: 'Registered devices', bound: 'registering more is answered 429' },
  connections: {
    kind: 'stock',
    unit: 'connections',
    least: 0,
    text: 'Connections of devices at a time',
    bound: 'further MQTT logins are refused (return code 3)',
  },
  messagesPerSecond: {
    kind: 'rate',
    unit: 'messages/s',
    least: 1,
    text: 'Messages of devices per second',
    bound: 'connections are read more slowly; QoS 0 is dropped; HTTP is answered 429',
  },
  bytesPerSecond: {
    kind: 'rate',
    unit: 'bytes/s',
    least: 1024,
    text: 'Bytes of devices per second',
    bound: 'as for messagesPerSecond',
  },
  messagesPerMonth: {
    kind: 'month',
    unit: 'messages',
    least: 0,
    text: 'Messages of devices per month',
    bound: 'data is not acknowledged and its connection is closed; QoS 0 is dropped; HTTP is answered 429',
  },
  pointsPerMonth: {
    kind: 'month',
    unit: 'points',
    least: 0,
    text: 'Points stored per month: one is what a device reports for one moment',
    bound: 'as for messagesPerMonth',
  },
  storageBytes: {
    kind: 'stock',
    unit: 'bytes',
    least: 0,
    text: 'Telemetry on disk, compressed; measured every minute',
    bound: 'as for messagesPerMonth, until there is room',
  },
  retentionDays: {
    kind: 'age',
    unit: 'days',
    least: 1,
    text: 'Age of telemetry',
    bound: 'older points are deleted',
  },
  requestsPerSecond: {
    kind: 'rate',
    unit: 'requests/s',
    least: 1,
    text: 'Requests of the tenant to the API per second',
    bound: 'the request is answered 429',
  },
  requestsPerSecondPerKey: {
    kind: 'rate',
    unit: 'requests/s',
    least: 1,
    text: 'Requests of one API key per second',
    bound: 'the request is answered 429',
  },
} as const satisfies Record<string, Quota>;

export type QuotaName = keyof typeof quotas;
export const quotaNames = Object.keys(quotas) as QuotaName[];

/** The limits in force; `Infinity` where there is none. */
export type QuotaLimits = Readonly<Record<QuotaName, number>>;

/** Largest limit that can be given: every count up to it is exact. */
const quotaValueMax = Number.MAX_SAFE_INTEGER;

/** Limits that somebody set: null is no limit, a name that is absent is left to the default. */
export const quotaValuesSchema = z
  .strictObject(
    Object.fromEntries(
      quotaNames.map((name) => {
        const { unit, text, bound, least } = quotas[name];
        const described = `${text}${text.includes(unit) ? '' : `, ${unit}`}; at the bound ${bound}`;
        return [name, z.int().min(least).max(quotaValueMax).nullable().optional().describe(described)];
      }),
    ) as Record<QuotaName, z.ZodOptional<z.ZodNullable<z.ZodInt>>>,
  )
  .meta({ id: 'QuotaValues' });
export type QuotaValues = z.infer<typeof quotaValuesSchema>;
