import { z } from 'zod';
import { tenantName } from '#core/names.ts';
import { quotaNames, quotas, quotaValuesSchema } from '#core/quota.ts';
import { defineRoute, type Route } from '#core/route.ts';
import type { QuotaService } from './quota-service.ts';
import { type TenantQuotas, tenantQuotasSchema, type Usage, usageSchema } from './quota-shape.ts';

const { kind, unit, text, bound } = quotas.messagesPerMonth;
const usage: Usage = {
  tenant: 'acme',
  month: '2026-01',
  from: '2026-01-01T00:00:00.000Z',
  until: '2026-02-01T00:00:00.000Z',
  quotas: [
    {
      ...{ quota: 'messagesPerMonth', kind, unit, text, bound, limit: 1_000_000, used: 850_000 },
      ...{ projected: 1_054_000, limitAt: '2026-01-29T12:00:00.000Z' },
    },
  ],
  refused: [{ quota: 'messagesPerSecond', count: 12 }],
  warnings: [{ quota: 'messagesPerMonth', used: 800_004, limit: 1_000_000, at: '2026-01-23T17:40:05.000Z' }],
  days: [
    {
      ...{ day: '2026-01-25', messages: 34_000, points: 34_000, bytesIn: 3_400_000, requests: 1_200 },
      ...{ slowed: 0, connectionsPeak: 40, refused: 12 },
    },
  ],
};
const noLimits = Object.fromEntries(quotaNames.map((name) => [name, null])) as TenantQuotas['defaults'];
const tenantQuotas: TenantQuotas = {
  tenant: 'acme',
  own: { devices: 500, messagesPerMonth: 1_000_000 },
  defaults: noLimits,
  inForce: { ...noLimits, devices: 500, messagesPerMonth: 1_000_000 },
};

/** The HTTP face of quotas: what a tenant uses, for itself; limits, for the operator of the platform. */
export function quotaRoutes(service: QuotaService): readonly Route[] {
  const params = z.object({ tenant: tenantName });
  const operator = { tag: 'Operator', permission: 'operator', scope: 'none', params } as const;
  return [
    defineRoute({
      method: 'GET',
      path: '/usage',
      id: 'getUsage',
      tag: 'Quotas and usage',
      summary: 'What your tenant uses, and may use',
      description: 'Each quota with its limit, what is used, and where the month ends if it goes on so (see [quotas](quotas.md)).',
      permission: 'usage.read',
      scope: 'tenant',
      response: usageSchema,
      example: { response: usage },
      handle: ({ tenant }) => service.usage(tenant),
    }),
    defineRoute({
      ...operator,
      method: 'GET',
      path: '/operator/tenants/{tenant}/usage',
      id: 'getTenantUsage',
      summary: 'What a tenant uses',
      response: usageSchema,
      example: { response: usage },
      handle: ({ params }) => service.usageOf(params.tenant),
    }),
    defineRoute({
      ...operator,
      method: 'GET',
      path: '/operator/tenants/{tenant}/quotas',
      id: 'getTenantQuotas',
      summary: 'The limits of a tenant',
      response: tenantQuotasSchema,
      example: { response: tenantQuotas },
      handle: ({ params }) => service.read(params.tenant),
    }),
    defineRoute({
      ...operator,
      method: 'PUT',
      path: '/operator/tenants/{tenant}/quotas',
      id: 'setTenantQuotas',
      summary: 'Set the limits of a tenant',
      description:
        'Replaces all that the tenant has of its own: null is no limit, a name that is left out falls back to the platform’s default. They hold at once, also for what is connected.',
      body: quotaValuesSchema,
      response: tenantQuotasSchema,
      audit: {
        type: 'quotas',
        id: ({ params }) => params.tenant,
        tenant: ({ params }) => params.tenant,
        before: async ({ params }) => (await service.read(params.tenant)).own,
        after: ({ own }) => own,
      },
      example: { body: { devices: 500, messagesPerMonth: 1_000_000 }, response: tenantQuotas },
      handle: ({ params, body }) => service.set(params.tenant, body),
    }),
  ];
}
