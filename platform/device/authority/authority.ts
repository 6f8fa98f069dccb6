import { z } from 'zod';
import { nameTemplate } from '../certificate/name-template.ts';
import { labelText } from '../registry/text.ts';

export const authoritySchema = z
  .object({
    id: z.string(),
    label: z.string().nullable(),
    subject: z.string(),
    fingerprint: z.string().describe('SHA-256 of the certificate, in hexadecimal'),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    deviceName: z.string().describe('How a device is called by its certificate, such as `{subject.CN}`'),
    state: z
      .enum(['unproven', 'active', 'disabled'])
      .describe('unproven: it lets nobody in until its key was used, see `proveCertificateAuthority`'),
    challenge: z.string().nullable().describe('What has to be signed with its key; null once that was done'),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'CertificateAuthority' });
export type Authority = z.output<typeof authoritySchema>;

export const authorityInput = z
  .strictObject({
    certificate: z.string().max(32_768).describe('PEM; an intermediate authority will do'),
    deviceName: nameTemplate.default('{subject.CN}'),
    label: labelText.optional(),
  })
  .meta({ id: 'CertificateAuthorityInput' });
export type AuthorityInput = z.output<typeof authorityInput>;

export const authorityChangeSchema = z
  .strictObject({ label: labelText.nullable().optional(), deviceName: nameTemplate.optional(), disabled: z.boolean().optional() })
  .meta({ id: 'CertificateAuthorityPatch' });
export type AuthorityChange = z.output<typeof authorityChangeSchema>;

export const authorityProof = z
  .strictObject({
    certificate: z
      .string()
      .max(32_768)
      .optional()
      .describe('A certificate in PEM, issued by the authority, whose common name is the challenge'),
    signature: z
      .base64()
      .max(2_048)
      .optional()
      .describe('Instead: the signature of the challenge in base64, as of `openssl dgst -sha256 -sign`'),
  })
  .refine(({ certificate, signature }) => (certificate === undefined) !== (signature === undefined), {
    error: 'either this or the signature',
    path: ['certificate'],
  })
  .meta({ id: 'CertificateAuthorityProof' });
export type AuthorityProof = z.output<typeof authorityProof>;
