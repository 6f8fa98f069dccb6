import type { SsoSettings, SsoSettingsInput } from '@thalamus/sdk';

/** The form as it is typed. */
export interface SsoDraft {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly domains: string;
  /** Empty for none. */
  readonly defaultRole: string;
  readonly required: boolean;
  readonly emailTrusted: boolean;
}

export function draftOf(settings: SsoSettings | null): SsoDraft {
  return {
    issuer: settings?.issuer ?? '',
    clientId: settings?.clientId ?? '',
    clientSecret: '',
    domains: settings?.domains.join(', ') ?? '',
    defaultRole: settings?.defaultRole ?? '',
    required: settings?.required ?? false,
    emailTrusted: settings?.emailTrusted ?? false,
  };
}

/** What the API is told: domains as they may be pasted (`a.org, @B.org`), a secret only where one was typed. */
export function inputOf({ clientSecret, domains, defaultRole, ...draft }: SsoDraft): SsoSettingsInput {
  return {
    ...draft,
    issuer: draft.issuer.trim(),
    clientId: draft.clientId.trim(),
    domains: domains
      .split(/[\s,;，；、]+/)
      .map((domain) => domain.replace(/^@/, '').toLowerCase())
      .filter((domain) => domain !== ''),
    defaultRole: defaultRole === '' ? null : defaultRole,
    ...(clientSecret === '' ? {} : { clientSecret }),
  };
}
