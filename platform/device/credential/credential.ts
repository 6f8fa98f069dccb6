import { z } from 'zod';
import { labelText } from '../registry/text.ts';

/** Credentials of one device besides the secret that it was made with. */
export const credentialsPerDeviceMax = 10;
/** Shortest password that may be chosen for a device. */
const passwordCharsLeast = 8;

/** A device secret as the platform makes them: no password looks like one, so that it is known without trying which of both is meant. */
export const secretForm = /^[A-Za-z0-9_-]{43}$/;

/** What a device may be called at its login besides its name. */
export const userName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:@-]{0,127}$/, 'letters, digits and _ - . : @ (1 to 128, starting with a letter or digit)');

const password = z
  .string()
  .min(passwordCharsLeast)
  .max(128)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  .refine((text) => !/[\u0000-\u001f\u007f]/.test(text) && text.isWellFormed(), 'text without control characters')
  .refine(
    (text) => !secretForm.test(text) && !text.startsWith('thk_') && !text.startsWith('eyJ'),
    'something that is no secret, key or token',
  );

const time = z.iso.datetime({ offset: true });

export const credentialSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['secret', 'password', 'certificate']),
    label: z.string().nullable(),
    userName: z.string().nullable().describe('The user name is `{tenant}/{userName}`'),
    scram: z.boolean().describe('The password may be proven with SCRAM-SHA-256 too'),
    fingerprint: z.string().nullable().describe('SHA-256 of the certificate, in hexadecimal'),
    subject: z.string().nullable(),
    certificateEndsAt: z.iso.datetime().nullable(),
    disabled: z.boolean(),
    expiresAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: 'DeviceCredential' });
export type Credential = z.output<typeof credentialSchema>;

export const newCredentialSchema = credentialSchema
  .extend({ password: z.string().nullable().describe('The secret, or the password where none was given; shown only now') })
  .meta({ id: 'NewDeviceCredential' });

const about = { label: labelText.optional(), expiresAt: time.optional().describe('When it ends') };
export const credentialInput = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('secret'), ...about }),
    z.strictObject({
      kind: z.literal('password'),
      userName,
      password: password.optional().describe('Left out, one is made up'),
      scram: z.boolean().default(false).describe('Keeps what SCRAM-SHA-256 needs, which is easier to guess from than the hash alone'),
      ...about,
    }),
    z
      .strictObject({
        kind: z.literal('certificate'),
        certificate: z.string().max(32_768).optional().describe('PEM'),
        fingerprint: z
          .string()
          .regex(/^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/, 'SHA-256 in hexadecimal, with or without colons')
          .optional()
          .describe('Instead of the certificate'),
        ...about,
      })
      .refine(({ certificate, fingerprint }) => (certificate === undefined) !== (fingerprint === undefined), {
        error: 'either this or the fingerprint',
        path: ['certificate'],
      }),
  ])
  .meta({ id: 'DeviceCredentialInput' });
export type CredentialInput = z.output<typeof credentialInput>;

export const credentialChangeSchema = z
  .strictObject({
    label: labelText.nullable().optional(),
    disabled: z.boolean().optional().describe('A certificate that is disabled is refused even if an authority vouches for it'),
    expiresAt: time.nullable().optional(),
  })
  .meta({ id: 'DeviceCredentialPatch' });
export type CredentialChange = z.output<typeof credentialChangeSchema>;
