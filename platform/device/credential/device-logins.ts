import type { DeviceRef } from '#core/device.ts';
import { tenantName } from '#core/names.ts';
import type {
  CredentialLogin,
  CredentialRefusal,
  DeviceCredentials,
  PresentedCertificate,
  ScramVerifier,
} from '#core/ports/device-credentials.ts';
import type { Authorities, AuthorityRow } from '../authority/authorities.ts';
import { certificateOf, isCurrent } from '../certificate/certificate.ts';
import { chainsOf } from '../certificate/chain.ts';
import { nameBy } from '../certificate/name-template.ts';
import type { Directory } from '../registry/directory.ts';
import { createRowCache, type RowCache } from '../registry/row-cache.ts';
import { secretForm, userName } from './credential.ts';
import type { CredentialRow, CredentialStore } from './credential-store.ts';
import type { Passwords } from './password.ts';
import type { ScramKeys } from './scram-verifier.ts';

/** Credentials kept in memory, by user name and by certificate; beyond it the oldest are read again. */
export const credentialsCachedMax = 100_000;

export interface DeviceLogins extends DeviceCredentials {
  /** A row changed: what is known of it is forgotten. */
  forget(row: Pick<CredentialRow, 'tenant' | 'user_name' | 'fingerprint'>): void;
}

export interface DeviceLoginsNeeds {
  readonly store: CredentialStore;
  readonly authorities: Authorities;
  readonly directory: Directory;
  readonly passwords: Passwords;
  readonly nobodysKeys: (about: string) => ScramKeys;
  readonly now: () => number;
}

/** Answers who a device is by password, certificate or SCRAM. */
export function createDeviceLogins({ store, authorities, directory, passwords, nobodysKeys, now }: DeviceLoginsNeeds): DeviceLogins {
  const users: RowCache<CredentialRow> = createRowCache(store.usersNamed, credentialsCachedMax, now);
  const certificates: RowCache<readonly CredentialRow[]> = createRowCache(store.certificatesWith, credentialsCachedMax, now);
  return { password, certificate, scram, vouched, forget };

  async function password(tenant: string, user: string, given: string): Promise<CredentialLogin> {
    // What looks like a secret is no password, and is not worth the work of hashing it.
    if (secretForm.test(given)) return refused('unknown-user');
    const row = await userOf(tenant, user);
    const fits = await passwords.matches(given, row?.hash ?? undefined, `${tenant}/${user}`);
    if (row === undefined) return refused('unknown-user');
    return fits ? await accepted(row) : refused('wrong-password', await directory.device(tenant, row.device));
  }

  async function scram(tenant: string, user: string): Promise<ScramVerifier> {
    const row = await userOf(tenant, user);
    const keys = keysIn(row);
    if (row === undefined || keys === undefined) return { ...nobodysKeys(`${tenant}/${user}`), login: async () => refused('unknown-user') };
    return { ...keys, login: () => accepted(row) };
  }

  async function userOf(tenant: string, user: string): Promise<CredentialRow | undefined> {
    const sane = tenantName.safeParse(tenant).success && userName.safeParse(user).success;
    return sane ? await users.ask(`${tenant}/${user}`) : undefined;
  }

  async function accepted(row: CredentialRow): Promise<CredentialLogin> {
    if (row.disabled) return refused('credential-disabled', await directory.device(row.tenant, row.device));
    const expiresAt = row.expires_at?.getTime();
    if (expiresAt !== undefined && expiresAt <= now()) return refused('credential-expired', await directory.device(row.tenant, row.device));
    const known = await directory.standing(row.tenant, row.device);
    // What is remembered of a device that was removed is nothing to another one of its name.
    if (known === undefined || row.created_at.getTime() < known.since) return refused('unknown-device');
    return await vouched(row.tenant, row.device, `${row.kind}:${row.id}`, expiresAt);
  }

  async function vouched(tenant: string, device: string, credential: string, expiresAt: number | undefined): Promise<CredentialLogin> {
    const known = await directory.standing(tenant, device);
    if (known === undefined) return refused('unknown-device');
    return known.disabled ? refused('disabled', known.device) : { ok: true, device: known.device, credential, expiresAt };
  }

  async function certificate(
    { raw, chain }: PresentedCertificate,
    tenant: string | undefined,
    device: string | undefined,
  ): Promise<CredentialLogin> {
    const leaf = certificateOf(bytesOf(raw));
    if (leaf === undefined) return refused('unknown-certificate');
    const isAsked = (row: { readonly tenant: string }) => tenant === undefined || row.tenant === tenant;
    const pinned = ((await certificates.ask(leaf.fingerprint)) ?? []).filter(isAsked);
    const found = await chainsOf(leaf, chain.map(bytesOf), authorities.named, now());
    const vouching = found.filter(({ anchor }) => isAsked(anchor.row));
    const tenants = new Set([...pinned, ...vouching.map(({ anchor }) => anchor.row)].map((row) => row.tenant));
    // Whose device it is must not depend on who registered what first.
    if (tenants.size > 1) return refused('certificate-of-two-tenants');
    const [row] = pinned;
    if (row !== undefined) {
      if (device !== undefined && row.device !== device) return refused('other-device', await directory.device(row.tenant, row.device));
      if (!isCurrent(leaf, now())) return refused('certificate-expired', await directory.device(row.tenant, row.device));
      const login = await accepted(row);
      return login.ok ? { ...login, expiresAt: Math.min(login.expiresAt ?? leaf.notAfter, leaf.notAfter) } : login;
    }
    if (vouching.length === 0) return refused(isCurrent(leaf, now()) ? 'unknown-certificate' : 'certificate-expired');
    const usable = vouching.find(({ anchor }) => !anchor.row.disabled);
    if (usable === undefined) return refused('authority-disabled');
    const authority: AuthorityRow = usable.anchor.row;
    const name = nameBy(authority.template, leaf.fields);
    if (name === undefined) return refused('certificate-name');
    if (device !== undefined && name !== device) return refused('other-device');
    return await vouched(authority.tenant, name, `authority:${authority.id}`, usable.notAfter);
  }

  function forget({ tenant, user_name: user, fingerprint }: Pick<CredentialRow, 'tenant' | 'user_name' | 'fingerprint'>): void {
    if (user !== null) users.forget(`${tenant}/${user}`);
    if (fingerprint !== null) certificates.forget(fingerprint.toString('hex'));
  }
}

function refused(reason: CredentialRefusal, device?: DeviceRef): CredentialLogin {
  return { ok: false, reason, device };
}

function bytesOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function keysIn(row: CredentialRow | undefined): ScramKeys | undefined {
  const { scram_salt: salt, scram_iterations: iterations, scram_stored_key: storedKey, scram_server_key: serverKey } = row ?? {};
  if (!salt || !iterations || !storedKey || !serverKey) return undefined;
  return { salt, iterations, storedKey, serverKey };
}
