import { z } from 'zod';
import { type QuotaKind, quotaNames, quotaValuesSchema } from '#core/quota.ts';

const quotaName = z.enum(quotaNames).meta({ id: 'QuotaName' });
const kinds = ['stock', 'month', 'rate', 'age'] as const satisfies readonly QuotaKind[];

const quotaUsage = z
  .object({
    quota: quotaName,
    kind: z.enum(kinds).describe('stock: what there is now; month: used since the first of the month; rate: per second; age: of data'),
    unit: z.string(),
    text: z.string(),
    bound: z.string().describe('What happens at the bound'),
    limit: z.int().nullable().describe('null: no limit'),
    used: z.number().nullable().describe('null where it is not known yet, or not of one number; rates are the average of some seconds'),
    projected: z.number().nullable().describe('Expected at the end of the month if it goes on as in the last seven days; of a month only'),
    limitAt: z.iso.datetime().nullable().describe('When the limit is reached if it goes on so; null: not this month'),
  })
  .meta({ id: 'QuotaUsage' });

export const usageSchema = z
  .object({
    tenant: z.string(),
    month: z.string().describe('In UTC, as are the days'),
    from: z.iso.datetime(),
    until: z.iso.datetime(),
    quotas: z.array(quotaUsage),
    refused: z.array(z.object({ quota: quotaName, count: z.int() })).describe('What was refused or dropped this month because of a quota'),
    warnings: z
      .array(z.object({ quota: quotaName, used: z.int(), limit: z.int(), at: z.iso.datetime() }))
      .describe('Quotas of which four fifths were used, once per month, or day for what has no month'),
    days: z
      .array(
        z.object({
          day: z.string(),
          messages: z.int(),
          points: z.int(),
          bytesIn: z.int(),
          requests: z.int(),
          slowed: z.int().describe('How often a connection waited for the message rate'),
          connectionsPeak: z.int(),
          refused: z.int(),
        }),
      )
      .describe('The last 31 days that saw any use, oldest first'),
  })
  .meta({ id: 'Usage' });
export type Usage = z.infer<typeof usageSchema>;

const everyLimit = z
  .object(
    Object.fromEntries(quotaNames.map((name) => [name, z.int().nullable()])) as Record<
      (typeof quotaNames)[number],
      z.ZodNullable<z.ZodInt>
    >,
  )
  .meta({ id: 'QuotaLimits' });

export const tenantQuotasSchema = z
  .object({
    tenant: z.string(),
    own: quotaValuesSchema.describe('Set for this tenant; null is no limit'),
    defaults: everyLimit,
    inForce: everyLimit,
  })
  .meta({ id: 'TenantQuotas' });
export type TenantQuotas = z.infer<typeof tenantQuotasSchema>;
