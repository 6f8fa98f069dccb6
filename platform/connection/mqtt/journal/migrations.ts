import { type Kysely, type Migration, sql } from 'kysely';

/**
 * Sessions of MQTT and what they wait for. Rows refer to their session by number and are deleted with it; foreign keys would be asked for every
 * message. Topics may be longer than an index takes, so they are found by their hash. These tables are the broker's own, for all tenants at
 * once: of them only `mqtt_session` and `mqtt_retained` name a tenant.
 */
export const journalMigration: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table mqtt_session (
        id bigint not null, tenant text not null, kind text not null, owner text not null, client_id text not null, level smallint not null,
        expiry_seconds bigint not null, expires_at bigint, will jsonb, primary key (id, tenant)
      )`.execute(db);
    await sql`create table mqtt_subscription (
        session bigint not null, hash bytea not null, filter text not null, qos smallint not null, no_local boolean not null,
        retain_as_published boolean not null, identifier integer not null, full_name boolean not null, primary key (session, hash)
      )`.execute(db);
    await sql`create table mqtt_queue (
        session bigint not null, seq bigint not null, topic text not null, payload bytea not null, message_qos smallint not null, qos smallint not null,
        retain boolean not null, forwarded bytea not null, expires_at bigint not null, identifiers text not null, share text,
        released boolean not null, primary key (session, seq)
      )`.execute(db);
    await sql`create table mqtt_inbound (session bigint not null, packet_id integer not null, primary key (session, packet_id))`.execute(
      db,
    );
    await sql`create table mqtt_retained (
        tenant text not null, hash bytea not null, topic text not null, payload bytea not null, qos smallint not null, forwarded bytea not null,
        expires_at bigint not null, primary key (tenant, hash)
      )`.execute(db);
    await sql`create index mqtt_retained_by_expiry on mqtt_retained (expires_at) where expires_at <> 0`.execute(db);
  },
};
