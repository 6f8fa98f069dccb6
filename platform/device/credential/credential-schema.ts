import { type Generated, type Migration, sql } from 'kysely';

/** Tables of who may connect as a device. */
export type CredentialTables = {
  readonly device_credential: {
    readonly tenant: string;
    readonly id: string;
    readonly device: string;
    readonly kind: 'secret' | 'password' | 'certificate';
    readonly label: string | null;
    readonly user_name: string | null;
    /** SHA-256 of a secret; of a password the text of `hashPassword`. */
    readonly hash: Buffer | null;
    readonly scram_salt: Buffer | null;
    readonly scram_iterations: number | null;
    readonly scram_stored_key: Buffer | null;
    readonly scram_server_key: Buffer | null;
    /** SHA-256 of a certificate. */
    readonly fingerprint: Buffer | null;
    readonly subject: string | null;
    readonly not_after: Date | null;
    readonly disabled: Generated<boolean>;
    readonly expires_at: Date | null;
    readonly created_at: Date;
  };
  readonly device_authority: {
    readonly tenant: string;
    readonly id: string;
    readonly label: string | null;
    /** DER. */
    readonly certificate: Buffer;
    readonly fingerprint: Buffer;
    /** SHA-256 of the subject's name in DER: what certificates name as their issuer. */
    readonly subject_hash: Buffer;
    readonly template: string;
    /** What has to be signed with its key; null once that was done. */
    readonly challenge: string | null;
    readonly disabled: Generated<boolean>;
    readonly created_at: Date;
  };
};

/** `0017-device-credential`: what devices get in with besides the secret they were made with, and authorities of tenants. */
export const credentialMigration: Migration = {
  async up(db) {
    await sql`create table device_credential (
      tenant text not null,
      id text not null,
      device text collate "C" not null,
      kind text not null,
      label text,
      user_name text collate "C",
      hash bytea,
      scram_salt bytea,
      scram_iterations int,
      scram_stored_key bytea,
      scram_server_key bytea,
      fingerprint bytea,
      subject text,
      not_after timestamptz,
      disabled boolean not null default false,
      expires_at timestamptz,
      created_at timestamptz not null,
      primary key (tenant, id),
      unique (tenant, user_name),
      unique (tenant, fingerprint),
      foreign key (tenant, device) references device (tenant, name) on delete cascade
    )`.execute(db);
    await sql`create index device_credential_by_device on device_credential (tenant, device)`.execute(db);
    await sql`create index device_credential_by_fingerprint on device_credential (fingerprint) where fingerprint is not null`.execute(db);
    await sql`create index device_credential_by_expiry on device_credential (expires_at) where expires_at is not null`.execute(db);
    await sql`create table device_authority (
      tenant text not null references tenant (name) on delete cascade,
      id text not null,
      label text,
      certificate bytea not null,
      fingerprint bytea not null,
      subject_hash bytea not null,
      template text not null,
      challenge text,
      disabled boolean not null default false,
      created_at timestamptz not null,
      primary key (tenant, id),
      unique (tenant, fingerprint)
    )`.execute(db);
    await sql`create index device_authority_by_subject on device_authority (subject_hash)`.execute(db);
  },
};
