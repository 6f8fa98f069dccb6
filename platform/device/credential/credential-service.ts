import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { type Certificate, certificateFromPem, isCurrent, subjectText } from '../certificate/certificate.ts';
import type { KeptSecrets } from '../registry/device-service.ts';
import type { Directory } from '../registry/directory.ts';
import { hashSecret, makeSecret, secretId } from '../registry/secret.ts';
import { type Credential, type CredentialChange, type CredentialInput, credentialsPerDeviceMax } from './credential.ts';
import type { CredentialTables } from './credential-schema.ts';
import type { CredentialRow, CredentialStore, NewCredentialRow } from './credential-store.ts';
import type { DeviceLogins } from './device-logins.ts';
import type { Passwords } from './password.ts';
import { scramKeysOf } from './scram-verifier.ts';

/** Random bytes of a password that is made up; as text it is shorter than a secret, so that it is not taken for one. */
const madePasswordBytes = 18;

export interface CredentialServiceNeeds {
  readonly store: CredentialStore;
  readonly logins: DeviceLogins;
  readonly directory: Directory;
  readonly passwords: Passwords;
  readonly events: EventBus;
  readonly now: () => number;
}

export type CredentialService = ReturnType<typeof createCredentialService>;

/** What can be done with a device's credentials. */
export function createCredentialService({ store, logins, directory, passwords, events, now }: CredentialServiceNeeds) {
  const secrets: KeptSecrets = { keep, changed: (tenant, device) => directory.forget(tenant, device) };
  return { list, find, create, update, remove, sweep, secrets };

  async function list(tenant: string, device: string): Promise<readonly Credential[]> {
    return (await store.list(tenant, device)).map(shown);
  }

  async function find(tenant: string, device: string, id: string): Promise<Credential | undefined> {
    const row = await store.find(tenant, device, id);
    return row === undefined ? undefined : shown(row);
  }

  async function create(
    tenant: string,
    device: string,
    input: CredentialInput,
  ): Promise<Credential & { readonly password: string | null }> {
    const expiresAt = endOf(input.expiresAt);
    const about = {
      ...nothing,
      tenant,
      device,
      kind: input.kind,
      label: input.label ?? null,
      expires_at: expiresAt,
      created_at: new Date(now()),
    };
    const { row, password } = await made(input, about);
    const done = await store.insert(row);
    if (done === 'taken') throw taken(input);
    if (done === 'full')
      throw new Fault('CONFLICT', `A device has at most ${credentialsPerDeviceMax} credentials; delete one that is not used`);
    if (done === 'no-device') throw new Fault('NOT_FOUND', `There is no device ${device}`);
    changed(done);
    return { ...shown(done), password };
  }

  async function update(tenant: string, device: string, id: string, { label, disabled, expiresAt }: CredentialChange): Promise<Credential> {
    const row = await store.update(tenant, device, id, {
      ...(label === undefined ? {} : { label }),
      ...(disabled === undefined ? {} : { disabled }),
      ...(expiresAt === undefined ? {} : { expires_at: expiresAt === null ? null : endOf(expiresAt) }),
    });
    if (row === undefined) throw noCredential(id);
    changed(row);
    if (disabled === true || expiresAt !== undefined) revoked(row);
    return shown(row);
  }

  async function remove(tenant: string, device: string, id: string): Promise<void> {
    const row = await store.remove(tenant, device, id);
    if (row === undefined) throw noCredential(id);
    changed(row);
    revoked(row);
  }

  /** Takes away what has ended. */
  async function sweep(): Promise<void> {
    for (const row of await store.takeExpired(new Date(now()))) {
      changed(row);
      revoked(row);
    }
  }

  async function made(
    input: CredentialInput,
    about: Omit<NewCredentialRow, 'id'>,
  ): Promise<{ row: NewCredentialRow; password: string | null }> {
    switch (input.kind) {
      case 'secret': {
        const secret = makeSecret();
        const stored = hashSecret(secret);
        return { row: { ...about, id: secretId(stored), hash: stored }, password: secret };
      }
      case 'password': {
        const password = input.password ?? randomBytes(madePasswordBytes).toString('base64url');
        const [hash, keys] = await Promise.all([passwords.hash(password), input.scram ? scramKeysOf(password) : undefined]);
        const scram = {
          scram_salt: keys?.salt ?? null,
          scram_iterations: keys?.iterations ?? null,
          scram_stored_key: keys?.storedKey ?? null,
          scram_server_key: keys?.serverKey ?? null,
        };
        const row = { ...about, id: newId(), user_name: input.userName, hash, ...scram };
        return { row, password: input.password === undefined ? password : null };
      }
      case 'certificate': {
        const certificate = input.certificate === undefined ? undefined : readPem(input.certificate);
        const fingerprint = certificate?.fingerprint ?? (input.fingerprint ?? '').replaceAll(':', '');
        const told = {
          subject: certificate === undefined ? null : subjectText(certificate),
          not_after: certificate === undefined ? null : new Date(certificate.notAfter),
        };
        return { row: { ...about, id: newId(), fingerprint: Buffer.from(fingerprint, 'hex'), ...told }, password: null };
      }
    }
  }

  function readPem(pem: string): Certificate {
    const certificate = certificateFromPem(pem);
    if (certificate !== undefined && isCurrent(certificate, now())) return certificate;
    const detail = certificate === undefined ? 'This is no certificate' : 'The certificate is not valid now, by its own dates';
    throw new Fault('BAD_REQUEST', detail, {
      places: [{ field: 'certificate', expected: 'one X.509 certificate in PEM, without its key' }],
    });
  }

  function endOf(expiresAt: string | undefined): Date | null {
    if (expiresAt === undefined) return null;
    const end = new Date(expiresAt);
    if (end.getTime() > now()) return end;
    throw new Fault('BAD_REQUEST', 'expiresAt is in the past', { places: [{ field: 'expiresAt', expected: 'a time in the future' }] });
  }

  async function keep(trx: Kysely<unknown>, tenant: string, device: string, stored: Buffer, until: Date): Promise<void> {
    const tables = trx.withTables<CredentialTables>();
    // Two are valid at a time: an old one that was kept before makes room.
    await tables
      .deleteFrom('device_credential')
      .where((eb) => eb.and({ tenant, device, kind: 'secret', label: keptLabel }))
      .execute();
    const about = { tenant, device, kind: 'secret' as const, label: keptLabel, created_at: new Date(now()) };
    await tables
      .insertInto('device_credential')
      .values({ ...nothing, ...about, id: secretId(stored), hash: stored, expires_at: until })
      .execute();
  }

  function changed(row: CredentialRow): void {
    logins.forget(row);
    directory.forget(row.tenant, row.device);
  }

  // A certificate may have been let in by an authority too: then all of the device's connections come anew.
  function revoked({ tenant, device, kind, id }: CredentialRow): void {
    events.publish('credential.revoked', { tenant, device, ...(kind === 'certificate' ? {} : { credential: `${kind}:${id}` }) });
  }
}

/** How an old secret is labelled that was kept at a rotation. */
const keptLabel = 'before rotation';

const nothing = {
  user_name: null,
  hash: null,
  scram_salt: null,
  scram_iterations: null,
  scram_stored_key: null,
  scram_server_key: null,
  fingerprint: null,
  subject: null,
  not_after: null,
};

function newId(): string {
  return randomBytes(8).toString('hex');
}

function shown(row: CredentialRow): Credential {
  return {
    id: row.id,
    kind: row.kind,
    label: row.label,
    userName: row.user_name,
    scram: row.scram_stored_key !== null,
    fingerprint: row.fingerprint?.toString('hex') ?? null,
    subject: row.subject,
    certificateEndsAt: row.not_after?.toISOString() ?? null,
    disabled: row.disabled,
    expiresAt: row.expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

function noCredential(id: string): Fault {
  return new Fault('NOT_FOUND', `There is no credential ${id}`);
}

function taken(input: CredentialInput): Fault {
  if (input.kind === 'password') {
    const places = [{ field: 'userName', expected: 'a user name that no device of this tenant has' }];
    return new Fault('ALREADY_EXISTS', `There is a device with the user name ${input.userName} already`, { places });
  }
  const places = [{ field: 'certificate', expected: 'a certificate that no device of this tenant has' }];
  return new Fault('ALREADY_EXISTS', 'A device of this tenant has this certificate already', { places });
}
