import { type QuotaName, quotas } from '#core/quota.ts';
import {
  address,
  bytes,
  count,
  days,
  email,
  hosts,
  httpUrl,
  oneOf,
  paths,
  port,
  portOrOff,
  postgresUrl,
  ranges,
  text,
  textOfAtLeast,
  type ValueKind,
} from './config-values.ts';

/** Shortest password that the first administrator may be given. */
export const adminPasswordLength = 12;

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;

/** One setting. Its name is its key in the file; `variableOf` gives its environment variable. */
export interface ConfigKey<T> {
  readonly kind: ValueKind<T>;
  /** The text that stands for the default; undefined where there is none. */
  readonly default?: string;
  readonly unit?: string;
  readonly text: string;
  readonly secret?: true;
}

function key<T, D extends string | undefined = undefined>(
  spec: ConfigKey<T> & { readonly default?: D },
): ConfigKey<T> & { readonly default?: D } {
  return spec;
}

/** A limit of tenants that have none of their own; unset there is none. */
function quota(name: QuotaName) {
  const { text, unit, least } = quotas[name];
  const kind = unit.startsWith('bytes') ? bytes(name === 'storageBytes' ? mebibyte : least, 1024 ** 2 * gibibyte) : count(least);
  return key({
    kind,
    unit,
    text: `Limit of tenants that have none of their own, see [quotas](quotas.md): ${text[0]?.toLowerCase()}${text.slice(1)}. Unset: no limit.`,
  });
}

/** Every setting there is: documentation, checks and types come from here. */
export const configKeys = {
  home: key({ kind: text, default: './data', text: 'Folder that holds everything: databases, log, files.' }),
  httpPort: key({ kind: port, default: '8080', text: 'Port of the console, the API and devices that speak HTTP.' }),
  mqttPort: key({ kind: portOrOff, default: '1883', text: 'Port of devices that speak MQTT.' }),
  mqttTlsPort: key({ kind: portOrOff, default: '8883', text: 'Port of devices that speak MQTT over TLS.' }),
  mqttWs: key({
    kind: oneOf('on', 'off'),
    default: 'on',
    text: 'MQTT over WebSocket at `/mqtt` of the HTTP port.',
  }),
  mqttWssPort: key({
    kind: portOrOff,
    default: 'off',
    text: 'Port of MQTT over WebSocket with TLS, such as 8084, where no proxy does the TLS of the HTTP port.',
  }),
  tlsCertificate: key({
    kind: paths,
    text: 'PEM files of your own certificates, each with the chain to its issuer. Several are chosen from by the name that a client asks for, else the first. Read again when they change. Unset: a certificate of a development authority in the data folder, see [TLS](mqtt.md#tls).',
  }),
  tlsKey: key({
    kind: paths,
    text: 'PEM files of the keys of THALAMUS_TLS_CERTIFICATE, in the same order, not encrypted.',
  }),
  tlsCa: key({
    kind: text,
    text: 'PEM file of the authority that clients must trust for THALAMUS_TLS_CERTIFICATE; `thalamus tls ca` hands it out. Not needed for a public one.',
  }),
  proxyProtocolFrom: key({
    kind: ranges,
    text: 'Load balancers before the MQTT ports: each connection from these must begin with a PROXY header (version 1 or 2), from others none may. On the HTTP port their X-Forwarded-For is believed.',
  }),
  mqttAnonymous: key({
    kind: text,
    text: 'For development: the tenant in which MQTT clients without name and password may do everything with free topics. Needs THALAMUS_BIND to be an address of this machine only.',
  }),
  bind: key({
    kind: address,
    text: 'Address to listen on. Unset: all addresses. Until an administrator has set a password of their own it is 127.0.0.1, whatever stands here.',
  }),
  postgresUrl: key({
    kind: postgresUrl,
    secret: true,
    text: 'An outside PostgreSQL (15 or newer) instead of the embedded one.',
  }),
  adminEmail: key({
    kind: email,
    text: 'First administrator, made at a start without any person; together with THALAMUS_ADMIN_PASSWORD.',
  }),
  adminPassword: key({
    kind: textOfAtLeast(adminPasswordLength),
    secret: true,
    text: 'Password of the first administrator; together with THALAMUS_ADMIN_EMAIL. Without both, a one-time password is printed.',
  }),
  logLevel: key({ kind: oneOf('debug', 'info', 'warn', 'error'), default: 'info', text: 'Least severe message that is logged.' }),
  ingestLogBytesMax: key({
    kind: bytes(mebibyte, 1024 * gibibyte),
    default: '4 GiB',
    unit: 'bytes',
    text: 'Most data that is acknowledged and not yet in the tables; at the bound devices are slowed.',
  }),
  telemetryMemoryBytesMax: key({
    kind: bytes(256 * mebibyte, 1024 * gibibyte),
    default: '2 GiB',
    unit: 'bytes',
    text: 'Most memory of the telemetry engine; a query that needs more fails.',
  }),
  packetBytesMax: key({
    kind: bytes(1024, 256 * mebibyte),
    default: '1 MiB',
    unit: 'bytes',
    text: 'Largest MQTT packet or HTTP body that a device may send; a larger one ends the connection.',
  }),
  publicUrl: key({
    kind: httpUrl,
    text: 'The address that people use where it is not this machine’s own, such as https://iot.example.org behind a proxy: for links, sign-in through organisations and, with https, cookies for HTTPS only.',
  }),
  ssoInternalHosts: key({
    kind: hosts,
    text: 'Sign-in providers and token issuers on the own network: host or host:port, separated by commas. They may be asked without HTTPS too; all others must be on public addresses.',
  }),
  auditKeptDays: key({
    kind: days(30, 36_500),
    default: '400',
    unit: 'days',
    text: 'How long the audit log is kept; the database itself refuses to delete what is younger than 30 days.',
  }),
  quotaDevices: quota('devices'),
  quotaConnections: quota('connections'),
  quotaMessagesPerSecond: quota('messagesPerSecond'),
  quotaBytesPerSecond: quota('bytesPerSecond'),
  quotaMessagesPerMonth: quota('messagesPerMonth'),
  quotaPointsPerMonth: quota('pointsPerMonth'),
  quotaStorageBytes: quota('storageBytes'),
  quotaRetentionDays: quota('retentionDays'),
  quotaRequestsPerSecond: quota('requestsPerSecond'),
  quotaRequestsPerSecondPerKey: quota('requestsPerSecondPerKey'),
} as const;

export type ConfigName = keyof typeof configKeys;
export const configNames = Object.keys(configKeys) as ConfigName[];

/** `httpPort` → `THALAMUS_HTTP_PORT`. */
export function variableOf(name: ConfigName): string {
  return `THALAMUS_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
