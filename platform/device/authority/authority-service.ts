import { randomBytes, verify } from 'node:crypto';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { type Certificate, certificateFromPem, certificateOf, isCurrent, subjectText } from '../certificate/certificate.ts';
import { isSound, issued } from '../certificate/chain.ts';
import { type Authorities, type AuthorityRow, authoritiesPerSubjectMax, authoritiesPerTenantMax, subjectHash } from './authorities.ts';
import type { Authority, AuthorityChange, AuthorityInput, AuthorityProof } from './authority.ts';

/** Random bytes of a challenge; with its prefix it fits into a common name, which has 64 characters at most. */
const challengeBytes = 32;

export type AuthorityService = ReturnType<typeof createAuthorityService>;

/** What can be done with the authorities that vouch for a tenant's devices. */
export function createAuthorityService(authorities: Authorities, events: EventBus, now: () => number) {
  return { list, get, find, register, prove, update, remove };

  async function list(tenant: string): Promise<readonly Authority[]> {
    return (await authorities.list(tenant)).flatMap((row) => shown(row) ?? []);
  }

  async function find(tenant: string, id: string): Promise<Authority | undefined> {
    const row = await authorities.find(tenant, id);
    return row === undefined ? undefined : shown(row);
  }

  async function get(tenant: string, id: string): Promise<Authority> {
    return found(await find(tenant, id), id);
  }

  /** It lets nobody in yet: whoever has a copy of a certificate must not get other people's devices. */
  async function register(tenant: string, { certificate: pem, deviceName, label }: AuthorityInput): Promise<Authority> {
    const certificate = certificateFromPem(pem);
    if (
      certificate === undefined ||
      !isCurrent(certificate, now()) ||
      certificate.fields.authority === undefined ||
      !isSound(certificate)
    ) {
      throw refused('certificate', 'one certificate of an authority in PEM: valid today, CA:TRUE, RSA of 2048 bits or more, no SHA-1');
    }
    const subject = subjectHash(certificate.fields.subject);
    const rows = await authorities.list(tenant);
    if (rows.length >= authoritiesPerTenantMax) throw full(`There are ${authoritiesPerTenantMax} authorities already`);
    if (rows.filter((row) => row.subject_hash.equals(subject)).length >= authoritiesPerSubjectMax) {
      throw full(`There are ${authoritiesPerSubjectMax} authorities with this subject already`);
    }
    const row = await authorities.insert({
      tenant,
      id: randomBytes(8).toString('hex'),
      label: label ?? null,
      certificate: certificate.x509.raw,
      fingerprint: Buffer.from(certificate.fingerprint, 'hex'),
      subject_hash: subject,
      template: deviceName,
      challenge: `thalamus-proof-${randomBytes(challengeBytes).toString('base64url')}`,
      created_at: new Date(now()),
    });
    if (row === 'taken') {
      const places = [{ field: 'certificate', expected: 'one that is not registered yet' }];
      throw new Fault('ALREADY_EXISTS', 'This authority is registered already', { places });
    }
    return found(shown(row), row.id);
  }

  async function prove(tenant: string, id: string, proof: AuthorityProof): Promise<Authority> {
    const row = found(await authorities.find(tenant, id), id);
    const authority = certificateOf(row.certificate);
    if (row.challenge === null || authority === undefined) return found(shown(row), id);
    if (!proves(authority, row.challenge, proof)) {
      const field = proof.certificate === undefined ? 'signature' : 'certificate';
      throw refused(field, `made with the authority’s key for the challenge ${row.challenge}`);
    }
    return found(shown(found(await authorities.update(tenant, id, { challenge: null }), id)), id);
  }

  function proves(authority: Certificate, challenge: string, { certificate: pem, signature }: AuthorityProof): boolean {
    if (signature !== undefined) return isSignature(authority, challenge, Buffer.from(signature, 'base64'));
    const certificate = certificateFromPem(pem ?? '');
    const [name, ...more] = certificate?.fields.names.get('subject.CN') ?? [];
    return certificate !== undefined && name === challenge && more.length === 0 && issued(authority, certificate, 0, now());
  }

  async function update(tenant: string, id: string, { label, deviceName, disabled }: AuthorityChange): Promise<Authority> {
    const row = await authorities.update(tenant, id, {
      ...(label === undefined ? {} : { label }),
      ...(deviceName === undefined ? {} : { template: deviceName }),
      ...(disabled === undefined ? {} : { disabled }),
    });
    if (row !== undefined && (disabled === true || deviceName !== undefined)) revoked(row);
    return found(row === undefined ? undefined : shown(row), id);
  }

  async function remove(tenant: string, id: string): Promise<void> {
    revoked(found(await authorities.remove(tenant, id), id));
  }

  function revoked({ tenant, id }: AuthorityRow): void {
    events.publish('credential.revoked', { tenant, credential: `authority:${id}` });
  }
}

function isSignature({ x509 }: Certificate, challenge: string, signature: Buffer): boolean {
  const { publicKey } = x509;
  // Keys of the Edwards curves hash by themselves.
  const digest = publicKey.asymmetricKeyType === 'ed25519' || publicKey.asymmetricKeyType === 'ed448' ? null : 'sha256';
  try {
    return verify(digest, Buffer.from(challenge), publicKey, signature);
  } catch {
    return false;
  }
}

function shown(row: AuthorityRow): Authority | undefined {
  const certificate = certificateOf(row.certificate);
  if (certificate === undefined) return undefined;
  return {
    id: row.id,
    label: row.label,
    subject: subjectText(certificate),
    fingerprint: certificate.fingerprint,
    startsAt: new Date(certificate.notBefore).toISOString(),
    endsAt: new Date(certificate.notAfter).toISOString(),
    deviceName: row.template,
    state: row.challenge !== null ? 'unproven' : row.disabled ? 'disabled' : 'active',
    challenge: row.challenge,
    createdAt: row.created_at.toISOString(),
  };
}

function found<T>(thing: T | undefined, id: string): T {
  if (thing === undefined) throw new Fault('NOT_FOUND', `There is no certificate authority ${id}`);
  return thing;
}

function refused(field: string, expected: string): Fault {
  return new Fault('BAD_REQUEST', `This ${field} is not accepted`, { places: [{ field, expected }] });
}

function full(detail: string): Fault {
  return new Fault('CONFLICT', `${detail}; delete one that is not used`);
}
