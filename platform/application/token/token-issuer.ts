import { z } from 'zod';
import { scopeSchema } from '#core/access/scope.ts';
import { roleName } from '#core/names.ts';
import { claimTemplate } from './claim-template.ts';
import { jwksSchema, tokenAlgorithms } from './token-keys.ts';

const subject = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('device'),
      deviceName: claimTemplate.default('{sub}').describe('How the device is called by the token’s claims'),
    }),
    z.strictObject({ kind: z.literal('application'), role: roleName, scope: scopeSchema.default({ kind: 'tenant' }) }),
  ])
  .meta({ id: 'TokenSubject' });
export type TokenSubject = z.output<typeof subject>;
export const tokenSubjectSchema = subject;

const jwksUrl = z.url({ protocol: /^https?$/ }).max(512);
const algorithms = z.array(z.enum(tokenAlgorithms)).min(1);
const label = z.string().trim().min(1).max(128);

export const tokenIssuerSchema = z
  .object({
    id: z.string(),
    label: z.string().nullable(),
    issuer: z.string().describe('The claim `iss`'),
    audience: z.string().describe('What the claim `aud` must hold'),
    algorithms: z.array(z.string()),
    jwksUrl: z.string().nullable(),
    jwks: z.unknown().describe('The public keys, where they are not asked for at `jwksUrl`; else null'),
    subject,
    disabled: z.boolean(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'TokenIssuer' });
export type TokenIssuerView = z.output<typeof tokenIssuerSchema>;

const keySources = {
  jwksUrl: jwksUrl.optional().describe('Where the public keys are; on a public address, over HTTPS'),
  jwks: jwksSchema.optional().describe('Instead: the public keys as a JWK set'),
  publicPem: z.string().max(16_384).optional().describe('Instead: one public key in PEM'),
};

export const tokenIssuerInput = z
  .strictObject({
    issuer: z.string().min(1).max(512),
    audience: z.string().min(1).max(512),
    ...keySources,
    algorithms: algorithms.default(['ES256', 'RS256', 'EdDSA', 'Ed25519']),
    subject,
    label: label.optional(),
  })
  .refine(({ jwksUrl, jwks, publicPem }) => [jwksUrl, jwks, publicPem].filter((each) => each !== undefined).length === 1, {
    error: 'either this, or jwks, or publicPem',
    path: ['jwksUrl'],
  })
  .meta({ id: 'TokenIssuerInput' });
export type TokenIssuerInput = z.output<typeof tokenIssuerInput>;

export const tokenIssuerChange = z
  .strictObject({
    label: label.nullable().optional(),
    disabled: z.boolean().optional(),
    ...keySources,
    algorithms: algorithms.optional(),
    subject: subject.optional(),
  })
  .refine(({ jwksUrl, jwks, publicPem }) => [jwksUrl, jwks, publicPem].filter((each) => each !== undefined).length <= 1, {
    error: 'either this, or jwks, or publicPem',
    path: ['jwksUrl'],
  })
  .meta({ id: 'TokenIssuerPatch' });
export type TokenIssuerChange = z.output<typeof tokenIssuerChange>;
