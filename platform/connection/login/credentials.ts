import type { Introduction } from '../principal.ts';

/** Whom a user name names: a tenant, and a device, account or user of it. */
export interface NamedBy {
  readonly tenant: string | undefined;
  readonly name: string | undefined;
}

/** `{tenant}` or `{tenant}/{name}`; undefined for what can be neither. What follows a `?` is what some SDKs add about themselves. */
export function namedBy(username: string | undefined): NamedBy | undefined {
  if (username === undefined || username === '') return { tenant: undefined, name: undefined };
  const [tenant, name, ...more] = (username.split('?', 1)[0] as string).split('/');
  return tenant === '' || name === '' || more.length > 0 ? undefined : { tenant, name };
}

/** The password as text; undefined where there is none. */
export function passwordText({ password }: Pick<Introduction, 'password'>): string | undefined {
  return password === undefined || password.length === 0 ? undefined : password.toString('utf8');
}

/** True for what has the form of a signed JSON web token. */
export function isToken(password: string): boolean {
  return password.length <= tokenCharsMax && /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(password);
}

/** Longest token that is looked at. */
const tokenCharsMax = 16_384;
