import { z } from 'zod';
import { roleName } from '#core/names.ts';

/** E-mail domains of one tenant's single sign-on. */
export const ssoDomainsMax = 20;

const domain = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, 'a domain such as example.org');
const issuer = z
  .url({ protocol: /^https?$/ })
  .max(512)
  .refine((text) => !/[?#]/.test(text) && new URL(text).username === '', 'the provider’s address, without query and fragment');

/** How the people of a tenant sign in through their organisation, as the API shows it: without the secret. */
export const ssoSettingsSchema = z
  .object({
    issuer: issuer.describe('Address of the OpenID provider; /.well-known/openid-configuration is asked below it'),
    clientId: z.string().min(1).max(256),
    domains: z
      .array(domain)
      .min(1)
      .max(ssoDomainsMax)
      .describe('E-mail domains of those who may come this way; each belongs to one tenant only'),
    defaultRole: roleName.nullable().describe('What somebody may do who comes the first time; null lets in only who is a member already'),
    required: z.boolean().describe('Members with an e-mail of these domains can’t get in with a password'),
    emailTrusted: z.boolean().describe('The provider’s e-mails are true although it does not say `email_verified` (Microsoft Entra ID)'),
  })
  .meta({ id: 'SsoSettings' });
export type SsoSettings = z.output<typeof ssoSettingsSchema>;

export const ssoInputSchema = z
  .strictObject({
    ...ssoSettingsSchema.shape,
    clientSecret: z.string().min(1).max(1024).optional().describe('Shown never again; may be left out when issuer and clientId stay'),
    defaultRole: ssoSettingsSchema.shape.defaultRole.default(null),
    required: ssoSettingsSchema.shape.required.default(false),
    emailTrusted: ssoSettingsSchema.shape.emailTrusted.default(false),
  })
  .meta({ id: 'SsoSettingsInput' });
export type SsoInput = z.output<typeof ssoInputSchema>;

/** The domain of an e-mail address, in lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}
