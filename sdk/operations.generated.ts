// Written by `npm run docs` from the route tables; a test fails when it is out of date. Where two branches both changed it: take either, run it again.
import type { CallOptions, ChangeOptions } from './transport.ts';

export interface ActionInfo {
  readonly name: string;
  /** The kind of thing that it is done to */
  readonly on: string;
  /** placed: may be given for a space, labels or one device; tenant: for the whole tenant only; catalogue: holds everywhere once given anywhere */
  readonly reach: 'placed' | 'tenant' | 'catalogue';
  readonly text: string;
}

export interface AddressBan {
  readonly address: string;
  readonly id: string;
  readonly reason: string;
  /** The platform made it by itself: somebody came and went all the time */
  readonly automatic: boolean;
  /** The name of the limit, as refusals call it */
  readonly limit: 'banned' | 'flapping' | 'duplicate-client';
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** The first characters of the key, to recognise it by */
  readonly prefix: string;
  /** Null for a key of a service account, which has that one’s roles */
  readonly role: string | null;
  readonly scope: Scope | null;
  readonly serviceAccount: string | null;
  /** Where it may be used from; empty: anywhere */
  readonly addresses: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Written every few seconds */
  readonly lastUsedAt: string | null;
}

export interface ApiKeyInput {
  readonly name: string;
  readonly role?: string | undefined;
  readonly scope?: Scope | undefined;
  /** Instead of role and scope */
  readonly serviceAccount?: string | undefined;
  /**
   * Addresses or ranges that it may be used from; empty: anywhere
   * Default: `[]`
   */
  readonly addresses?: readonly string[] | undefined;
  readonly expiresAt?: string | number | undefined;
}

export interface Assignment {
  readonly role: string;
  /** Default: `{"kind":"tenant"}` */
  readonly scope: Scope;
  /**
   * `deny` takes away what the role allows; it wins over every allow
   * Default: `"allow"`
   */
  readonly effect: 'allow' | 'deny';
}

export interface AssignmentInput {
  readonly role: string;
  /** Default: `{"kind":"tenant"}` */
  readonly scope?: Scope | undefined;
  /**
   * `deny` takes away what the role allows; it wins over every allow
   * Default: `"allow"`
   */
  readonly effect?: 'allow' | 'deny' | undefined;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly actor: {
    readonly kind: 'person' | 'key' | 'nobody';
    readonly id: string;
    readonly name: string;
  };
  /** Operation id of the call */
  readonly action: string;
  /** What the call needs */
  readonly permission: string;
  /** The caller’s role that has it; null when none has */
  readonly role: string | null;
  readonly resource: {
    readonly type: string;
    readonly id: string;
  };
  /** The state before, secrets masked; null when there was none */
  readonly before: Json;
  /** The state after, secrets masked; null when there is none */
  readonly after: Json;
  /** `done`, or the code of the error */
  readonly outcome: string;
  readonly address: string;
  readonly requestId: string;
}

export interface AuditExportPage {
  /** To be written after the text of the page before */
  readonly text: string;
  readonly entries: number;
  readonly next: string | null;
}

export interface Ban {
  readonly clientId: string | null;
  readonly device: string | null;
  readonly application: string | null;
  readonly id: string;
  readonly reason: string;
  /** The platform made it by itself: somebody came and went all the time */
  readonly automatic: boolean;
  /** The name of the limit, as refusals call it */
  readonly limit: 'banned' | 'flapping' | 'duplicate-client';
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

export interface CertificateAuthority {
  readonly id: string;
  readonly label: string | null;
  readonly subject: string;
  /** SHA-256 of the certificate, in hexadecimal */
  readonly fingerprint: string;
  readonly startsAt: string;
  readonly endsAt: string;
  /** How a device is called by its certificate, such as `{subject.CN}` */
  readonly deviceName: string;
  /** unproven: it lets nobody in until its key was used, see `proveCertificateAuthority` */
  readonly state: 'unproven' | 'active' | 'disabled';
  /** What has to be signed with its key; null once that was done */
  readonly challenge: string | null;
  readonly createdAt: string;
}

export interface CertificateAuthorityInput {
  /** PEM; an intermediate authority will do */
  readonly certificate: string;
  /** Default: `"{subject.CN}"` */
  readonly deviceName?: string | undefined;
  readonly label?: string | undefined;
}

export interface CertificateAuthorityPatch {
  readonly label?: string | null | undefined;
  readonly deviceName?: string | undefined;
  readonly disabled?: boolean | undefined;
}

export interface CertificateAuthorityProof {
  /** A certificate in PEM, issued by the authority, whose common name is the challenge */
  readonly certificate?: string | undefined;
  /** Instead: the signature of the challenge in base64, as of `openssl dgst -sha256 -sign` */
  readonly signature?: string | undefined;
}

export interface Connection {
  readonly id: string;
  readonly kind: 'device' | 'application';
  /** Name of the device or application */
  readonly owner: string;
  readonly clientId: string;
  readonly protocol: 'mqtt-3.1' | 'mqtt-3.1.1' | 'mqtt-5';
  /** `tcp`, `tls`, `ws` or `wss` */
  readonly listener: string;
  readonly address: string;
  /** What let it in */
  readonly credential: string;
  readonly connectedAt: string;
  /** When it last published something; pings do not count */
  readonly lastActiveAt: string | null;
  readonly keepAliveSeconds: number;
  readonly cleanStart: boolean;
  /** How long its session is kept after the connection */
  readonly expirySeconds: number;
  readonly subscriptions: number;
  /** Sent and not acknowledged */
  readonly inflight: number;
  /** Waiting to be sent */
  readonly queued: number;
  /** Messages that it did not get */
  readonly dropped: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** In and out, since the look before or else since it connected */
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Sent, but not taken by the peer */
  readonly unsentBytes: number;
  /** Why it is not read at the moment */
  readonly paused: readonly string[];
}

export interface ConnectionDetail {
  readonly id: string;
  readonly kind: 'device' | 'application';
  /** Name of the device or application */
  readonly owner: string;
  readonly clientId: string;
  readonly protocol: 'mqtt-3.1' | 'mqtt-3.1.1' | 'mqtt-5';
  /** `tcp`, `tls`, `ws` or `wss` */
  readonly listener: string;
  readonly address: string;
  /** What let it in */
  readonly credential: string;
  readonly connectedAt: string;
  /** When it last published something; pings do not count */
  readonly lastActiveAt: string | null;
  readonly keepAliveSeconds: number;
  readonly cleanStart: boolean;
  /** How long its session is kept after the connection */
  readonly expirySeconds: number;
  readonly subscriptions: number;
  /** Sent and not acknowledged */
  readonly inflight: number;
  /** Waiting to be sent */
  readonly queued: number;
  /** Messages that it did not get */
  readonly dropped: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** In and out, since the look before or else since it connected */
  readonly messagesPerSecond: number;
  readonly bytesPerSecond: number;
  /** Sent, but not taken by the peer */
  readonly unsentBytes: number;
  /** Why it is not read at the moment */
  readonly paused: readonly string[];
  readonly filters: readonly {
    readonly filter: string;
    readonly qos: number;
  }[];
}

export interface ConnectionEvent {
  readonly id: string;
  readonly kind: 'connected' | 'refused' | 'denied' | 'limit' | 'dropped' | 'disconnected';
  /** When it happened last */
  readonly at: string;
  readonly firstAt: string;
  /** How often: what repeats is one event */
  readonly times: number;
  /** Why; of a connect: by what credential */
  readonly reason: string;
  /** The reason in plain words, where there are any */
  readonly text: string | null;
  /** The denied topic, the broken rule */
  readonly detail: string | null;
  readonly clientId: string;
  readonly address: string;
  readonly listener: string;
  readonly protocol: 'mqtt-3.1' | 'mqtt-3.1.1' | 'mqtt-5' | null;
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  readonly messagesIn: number | null;
  readonly messagesOut: number | null;
  /** Grows with every session */
  readonly epoch: number | null;
}

export interface ConnectionEventPage {
  readonly items: readonly ConnectionEvent[];
  readonly next: string | null;
}

export interface ConnectionLimit {
  readonly limit: string;
  readonly unit: string;
  readonly text: string;
  /** What happens at the bound */
  readonly bound: string;
  readonly least: number;
  readonly most: number;
  /** There has to be one: it can’t be null */
  readonly needed: boolean;
}

export interface ConnectionLimitSettings {
  /** Every limit that there is */
  readonly limits: readonly ConnectionLimit[];
  /** Set by whoever runs the platform; null is no limit */
  readonly set: ConnectionLimitValues;
  readonly defaults: ConnectionLimits;
  readonly inForce: ConnectionLimits;
}

export interface ConnectionLimitValues {
  /** Connections of one listener at a time, connections; at the bound: further ones are closed at once */
  readonly 'listener.connections'?: number | null | undefined;
  /** CONNECT packets of one listener per second, connects/s; at the bound: refused with 0x9F; as many again per second, and further connections are closed unread */
  readonly 'listener.connectsPerSecond'?: number | null | undefined;
  /** CONNECT packets of one listener at once, connects; at the bound: as for listener.connectsPerSecond */
  readonly 'listener.connectBurst'?: number | null | undefined;
  /** Connections of one address (of IPv6: one network of 64 bits) at a time; not of this machine itself, connections; at the bound: further ones are closed at once */
  readonly 'address.connections'?: number | null | undefined;
  /** CONNECT packets of one address per second, and ten times as many at once; not of this machine itself, connects/s; at the bound: refused with 0x9F */
  readonly 'address.connectsPerSecond'?: number | null | undefined;
  /** CONNECT packets of one client identifier of one user at one address per second, and thirty times as many at once, connects/s; at the bound: refused with 0x9F */
  readonly 'clientId.connectsPerSecond'?: number | null | undefined;
  /** Connections of one device at a time, each with its own client identifier, connections; at the bound: the oldest is closed */
  readonly 'device.connections'?: number | null | undefined;
  /** Messages of one device per second, and five times as many at once, messages/s; at the bound: its connections are read more slowly; QoS 0 is dropped */
  readonly 'device.messagesPerSecond'?: number | null | undefined;
  /** Bytes of the messages of one device per second, and five times as many at once, bytes/s; at the bound: as for device.messagesPerSecond */
  readonly 'device.bytesPerSecond'?: number | null | undefined;
  /** Connections of one service account or token subject at a time, connections; at the bound: further ones are refused with 0x97 */
  readonly 'application.connections'?: number | null | undefined;
  /** Messages of one application per second, and five times as many at once, messages/s; at the bound: as for device.messagesPerSecond */
  readonly 'application.messagesPerSecond'?: number | null | undefined;
  /** Bytes of the messages of one application per second, and five times as many at once, bytes/s; at the bound: as for device.messagesPerSecond */
  readonly 'application.bytesPerSecond'?: number | null | undefined;
  /** Topic filters of one session, filters; at the bound: further ones are refused with 0x97 */
  readonly 'session.subscriptions'?: number | undefined;
  /** Messages of QoS 1 and 2 on their way to one session that it has not acknowledged, messages; at the bound: the next ones wait in its queue */
  readonly 'session.inflight'?: number | undefined;
  /** Messages that wait for one session, messages; at the bound: the oldest is dropped and counted */
  readonly 'session.queuedMessages'?: number | undefined;
  /** Bytes that wait for one session, bytes; at the bound: the oldest messages are dropped and counted */
  readonly 'session.queuedBytes'?: number | undefined;
  /** Time that a session outlives its connection, s; at the bound: a longer one that a client asks for is shortened to it, and clients of MQTT 5 are told */
  readonly 'session.expirySeconds'?: number | undefined;
  /** Keep-alive time of clients of MQTT 5, s; at the bound: they are told this one where they ask for a longer or for none */
  readonly 'session.keepAliveSeconds'?: number | undefined;
  /** Topic aliases that one client of MQTT 5 may use, aliases; at the bound: a higher one ends the connection with 0x94 */
  readonly 'session.topicAliases'?: number | undefined;
  /** Largest MQTT packet of a client; none, or more than THALAMUS_PACKET_BYTES_MAX: what that says, bytes; at the bound: a larger one ends the connection with 0x95; clients of MQTT 5 are told the bound */
  readonly 'packet.bytes'?: number | null | undefined;
  /** Levels of a topic or filter, levels; at the bound: a deeper filter is refused, a deeper topic ends the connection with 0x90 */
  readonly 'topic.levels'?: number | undefined;
  /** Retained messages of one tenant, messages; at the bound: a further one is delivered but not kept, and acknowledged with 0x97 */
  readonly 'retained.messages'?: number | undefined;
  /** Bytes of the retained messages of one tenant, their topics included, bytes; at the bound: as for retained.messages */
  readonly 'retained.bytes'?: number | undefined;
  /** Refused logins of one user name at one address per minute, logins; at the bound: further ones are refused unasked with 0x9F for a minute, and twice as long each time it happens again, up to 15 minutes */
  readonly 'login.refusalsPerMinute'?: number | null | undefined;
  /** Refused logins of one address per minute, whatever the user name, logins; at the bound: as for login.refusalsPerMinute, for everybody at that address */
  readonly 'login.refusalsPerAddress'?: number | null | undefined;
  /** Connections of one client that broke or were taken over per minute; a client that takes its leave does not count, disconnects; at the bound: that client is banned for flapping.banSeconds */
  readonly 'flapping.disconnectsPerMinute'?: number | null | undefined;
  /** How long a client that comes and goes all the time is kept out, s; at the bound: then it may come again */
  readonly 'flapping.banSeconds'?: number | undefined;
  /** Lateness of the event loop from which on the platform is overloaded: level 1; level 2 at three times, level 3 at six times as much, ms; at the bound: 1: who sends most is read more slowly; 2: new connections are refused with 0x89; 3: QoS 0 is dropped */
  readonly 'overload.delayMs'?: number | null | undefined;
  /** Memory of the program: level 1 at 80 %, level 2 at 88 %, level 3 at 94 % of it. None: what the machine or its container has, bytes; at the bound: as for overload.delayMs */
  readonly 'overload.memoryBytes'?: number | null | undefined;
  /** Connections that a stop ends per second; faster where they would not all end in time, connections/s; at the bound: so that not all devices come back at the same moment */
  readonly 'drain.connectionsPerSecond'?: number | undefined;
}

export interface ConnectionLimits {
  /** Connections of one listener at a time */
  readonly 'listener.connections': number | null;
  /** CONNECT packets of one listener per second */
  readonly 'listener.connectsPerSecond': number | null;
  /** CONNECT packets of one listener at once */
  readonly 'listener.connectBurst': number | null;
  /** Connections of one address (of IPv6: one network of 64 bits) at a time; not of this machine itself */
  readonly 'address.connections': number | null;
  /** CONNECT packets of one address per second, and ten times as many at once; not of this machine itself */
  readonly 'address.connectsPerSecond': number | null;
  /** CONNECT packets of one client identifier of one user at one address per second, and thirty times as many at once */
  readonly 'clientId.connectsPerSecond': number | null;
  /** Connections of one device at a time, each with its own client identifier */
  readonly 'device.connections': number | null;
  /** Messages of one device per second, and five times as many at once */
  readonly 'device.messagesPerSecond': number | null;
  /** Bytes of the messages of one device per second, and five times as many at once */
  readonly 'device.bytesPerSecond': number | null;
  /** Connections of one service account or token subject at a time */
  readonly 'application.connections': number | null;
  /** Messages of one application per second, and five times as many at once */
  readonly 'application.messagesPerSecond': number | null;
  /** Bytes of the messages of one application per second, and five times as many at once */
  readonly 'application.bytesPerSecond': number | null;
  /** Topic filters of one session */
  readonly 'session.subscriptions': number | null;
  /** Messages of QoS 1 and 2 on their way to one session that it has not acknowledged */
  readonly 'session.inflight': number | null;
  /** Messages that wait for one session */
  readonly 'session.queuedMessages': number | null;
  /** Bytes that wait for one session */
  readonly 'session.queuedBytes': number | null;
  /** Time that a session outlives its connection */
  readonly 'session.expirySeconds': number | null;
  /** Keep-alive time of clients of MQTT 5 */
  readonly 'session.keepAliveSeconds': number | null;
  /** Topic aliases that one client of MQTT 5 may use */
  readonly 'session.topicAliases': number | null;
  /** Largest MQTT packet of a client; none, or more than THALAMUS_PACKET_BYTES_MAX: what that says */
  readonly 'packet.bytes': number | null;
  /** Levels of a topic or filter */
  readonly 'topic.levels': number | null;
  /** Retained messages of one tenant */
  readonly 'retained.messages': number | null;
  /** Bytes of the retained messages of one tenant, their topics included */
  readonly 'retained.bytes': number | null;
  /** Refused logins of one user name at one address per minute */
  readonly 'login.refusalsPerMinute': number | null;
  /** Refused logins of one address per minute, whatever the user name */
  readonly 'login.refusalsPerAddress': number | null;
  /** Connections of one client that broke or were taken over per minute; a client that takes its leave does not count */
  readonly 'flapping.disconnectsPerMinute': number | null;
  /** How long a client that comes and goes all the time is kept out */
  readonly 'flapping.banSeconds': number | null;
  /** Lateness of the event loop from which on the platform is overloaded: level 1; level 2 at three times, level 3 at six times as much */
  readonly 'overload.delayMs': number | null;
  /** Memory of the program: level 1 at 80 %, level 2 at 88 %, level 3 at 94 % of it. None: what the machine or its container has */
  readonly 'overload.memoryBytes': number | null;
  /** Connections that a stop ends per second; faster where they would not all end in time */
  readonly 'drain.connectionsPerSecond': number | null;
}

export interface ConnectionPage {
  readonly items: readonly Connection[];
  readonly next: string | null;
  /** Connections that fit, on all pages */
  readonly total: number;
}

export interface CountedTenant {
  readonly name: string;
  readonly label: string | null;
  readonly members: number;
  readonly devices: number;
  readonly createdAt: string;
}

export interface DemoFleet {
  readonly running: boolean;
  /** Devices that take part while it runs */
  readonly devices: number;
  /** Products that the fleet uses; made when missing */
  readonly products: readonly string[];
}

export interface Device {
  readonly name: string;
  readonly label: string | null;
  readonly product: string;
  readonly space: string;
  readonly labels: { readonly [key: string]: string };
  /** disabled: may not connect; online; offline: was seen before; inactive: never seen */
  readonly state: 'inactive' | 'online' | 'offline' | 'disabled';
  readonly lastSeenAt: string | null;
  readonly createdAt: string;
  /** What you may do to it */
  readonly may: readonly ('device.write' | 'device.credential' | 'data.query')[];
}

export interface DeviceBatchInput {
  readonly name: string;
  readonly product: string;
  readonly count: number;
  /** Default: `"root"` */
  readonly space?: string | undefined;
  /** Default: `{}` */
  readonly labels?: { readonly [key: string]: string } | undefined;
}

export interface DeviceConnection {
  readonly device: string;
  /** It has a connection at this moment */
  readonly connected: boolean;
  readonly connectedSince: string | null;
  /** When it last sent data; connecting and pings are none */
  readonly lastActiveAt: string | null;
  /** When there was last any sign of it */
  readonly lastSeenAt: string | null;
  readonly lastDisconnect: {
    readonly at: string;
    readonly reason: string;
    readonly text: string | null;
    readonly detail: string | null;
  } | null;
  readonly connections: readonly Connection[];
  readonly diagnosis: {
    readonly state: 'well' | 'warning' | 'offline';
    /** What it is: `refused` and `ended` say why in `reason` */
    readonly code: string;
    readonly reason: string | null;
    readonly detail: string | null;
    readonly since: string | null;
    readonly times: number | null;
    /** In plain words */
    readonly text: string;
    /** What to do */
    readonly advice: string;
  };
}

export interface DeviceCredential {
  readonly id: string;
  readonly kind: 'secret' | 'password' | 'certificate';
  readonly label: string | null;
  /** The user name is `{tenant}/{userName}` */
  readonly userName: string | null;
  /** The password may be proven with SCRAM-SHA-256 too */
  readonly scram: boolean;
  /** SHA-256 of the certificate, in hexadecimal */
  readonly fingerprint: string | null;
  readonly subject: string | null;
  readonly certificateEndsAt: string | null;
  readonly disabled: boolean;
  readonly expiresAt: string | null;
  readonly createdAt: string;
}

export type DeviceCredentialInput = {
  readonly kind: 'secret';
  readonly label?: string | undefined;
  /** When it ends */
  readonly expiresAt?: string | undefined;
} | {
  readonly kind: 'password';
  readonly userName: string;
  /** Left out, one is made up */
  readonly password?: string | undefined;
  /**
   * Keeps what SCRAM-SHA-256 needs, which is easier to guess from than the hash alone
   * Default: `false`
   */
  readonly scram?: boolean | undefined;
  readonly label?: string | undefined;
  /** When it ends */
  readonly expiresAt?: string | undefined;
} | {
  readonly kind: 'certificate';
  /** PEM */
  readonly certificate?: string | undefined;
  /** Instead of the certificate */
  readonly fingerprint?: string | undefined;
  readonly label?: string | undefined;
  /** When it ends */
  readonly expiresAt?: string | undefined;
};

export interface DeviceCredentialPatch {
  readonly label?: string | null | undefined;
  /** A certificate that is disabled is refused even if an authority vouches for it */
  readonly disabled?: boolean | undefined;
  readonly expiresAt?: string | null | undefined;
}

export interface DeviceCredentials {
  /** MQTT client identifier to use */
  readonly clientId: string;
  /** MQTT user name, and X-Device over HTTP: tenant/device */
  readonly username: string;
  /** The secret; shown only now */
  readonly password: string;
}

export interface DeviceInput {
  readonly name: string;
  readonly product: string;
  readonly label?: string | undefined;
  /**
   * The space it stands in
   * Default: `"root"`
   */
  readonly space?: string | undefined;
  /** Default: `{}` */
  readonly labels?: { readonly [key: string]: string } | undefined;
}

export interface DevicePage {
  readonly items: readonly Device[];
  readonly next: string | null;
  /** Devices that fit the filter, on all pages; null with `total=none` */
  readonly total: number | null;
  /** True when there are more than `total`: counting ends at 10000 but with `total=exact` */
  readonly totalIsLeast: boolean;
}

export interface DevicePatch {
  readonly label?: string | null | undefined;
  readonly disabled?: boolean | undefined;
  /** Moves it */
  readonly space?: string | undefined;
  /** All labels anew */
  readonly labels?: { readonly [key: string]: string } | undefined;
}

export interface DeviceValues {
  readonly device: string;
  readonly values: { readonly [key: string]: {
    readonly value: Value;
    readonly ts: string;
    readonly tsMs: number;
  } };
}

export interface History {
  readonly resolution: 'raw' | 'bucket' | 'chart';
  readonly bucketMs: number | null;
  readonly series: readonly HistorySeries[];
  /** Cursor of the next page of raw values */
  readonly next: string | null;
}

export interface HistoryQuery {
  readonly devices: readonly string[];
  readonly properties: readonly string[];
  /** ISO 8601 with a zone, or milliseconds since 1970 */
  readonly from: number | string;
  /** Not included */
  readonly to: number | string;
  /** Width of a bucket, aligned to 1970 UTC: milliseconds or 30s, 5m, 1h, 1d */
  readonly bucket?: number | string | undefined;
  /** Width of a chart: first, last, min and max of every pixel */
  readonly pixels?: number | undefined;
  /** Of each bucket; avg, min and max if not said */
  readonly aggregates?: readonly ('avg' | 'min' | 'max' | 'first' | 'last' | 'count' | 'sum')[] | undefined;
  /** Reports per page of raw values */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface HistorySeries {
  readonly device: string;
  readonly property: string;
  readonly unit: string | null;
  /** What each place of a point holds; ts is in milliseconds since 1970, with a fraction where there is one */
  readonly columns: readonly string[];
  /** In time order; where nothing was measured there is no point */
  readonly points: readonly (readonly (number | string | boolean | null)[])[];
}

export interface Impersonation {
  readonly id: string;
  readonly tenant: string;
  readonly reason: string;
  readonly beganAt: string;
  readonly until: string;
}

export interface Invitation {
  readonly id: string;
  readonly email: string;
  readonly assignments: readonly Assignment[];
  readonly invitedBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface ListedSession {
  readonly id: string;
  /** Program and machine, as they call themselves */
  readonly device: string;
  readonly userAgent: string;
  /** Where the sign-in came from; empty when it is not known */
  readonly address: string;
  readonly createdAt: string;
  /** To the minute */
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  /** True for the session that asks */
  readonly current: boolean;
  /** The tenant whose single sign-on opened it; null after a password */
  readonly ssoTenant: string | null;
}

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly assignments: readonly Assignment[];
  readonly since: string;
}

export interface Message {
  readonly ts: string;
  readonly receivedAt: string;
  readonly values: { readonly [key: string]: Value };
  /** Keys that the product’s model does not name */
  readonly extra: { readonly [key: string]: unknown };
}

export interface MqttListeners {
  readonly items: readonly {
    readonly name: string;
    readonly kind: 'tcp' | 'tls' | 'ws' | 'wss';
    readonly address: string;
    readonly port: number;
    readonly connections: number;
    /** Further connections are closed at once; null: no bound */
    readonly max: number | null;
  }[];
  /** Connections since the start that ended before a byte of MQTT was read, most first */
  readonly turnedAway: readonly {
    readonly reason: string;
    readonly count: number;
  }[];
  /** null: no TLS */
  readonly certificate: {
    readonly source: 'development' | 'operator';
    /** When the first of those in use ends */
    readonly expiresAt: string;
    /** Why newer files are not in use; null: all is well */
    readonly failure: string | null;
  } | null;
}

export interface NamedConnectionEvent {
  readonly id: string;
  readonly kind: 'connected' | 'refused' | 'denied' | 'limit' | 'dropped' | 'disconnected';
  /** When it happened last */
  readonly at: string;
  readonly firstAt: string;
  /** How often: what repeats is one event */
  readonly times: number;
  /** Why; of a connect: by what credential */
  readonly reason: string;
  /** The reason in plain words, where there are any */
  readonly text: string | null;
  /** The denied topic, the broken rule */
  readonly detail: string | null;
  readonly clientId: string;
  readonly address: string;
  readonly listener: string;
  readonly protocol: 'mqtt-3.1' | 'mqtt-3.1.1' | 'mqtt-5' | null;
  readonly bytesIn: number | null;
  readonly bytesOut: number | null;
  readonly messagesIn: number | null;
  readonly messagesOut: number | null;
  /** Grows with every session */
  readonly epoch: number | null;
  /** The name that was tried; empty for the rest of a flood */
  readonly name: string;
}

export interface NamedConnectionEventPage {
  readonly items: readonly NamedConnectionEvent[];
  readonly next: string | null;
}

export interface NewApiKey {
  readonly id: string;
  readonly name: string;
  /** The first characters of the key, to recognise it by */
  readonly prefix: string;
  /** Null for a key of a service account, which has that one’s roles */
  readonly role: string | null;
  readonly scope: Scope | null;
  readonly serviceAccount: string | null;
  /** Where it may be used from; empty: anywhere */
  readonly addresses: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Written every few seconds */
  readonly lastUsedAt: string | null;
  /** The key itself; shown this once */
  readonly key: string;
}

export interface NewDevice {
  readonly name: string;
  readonly label: string | null;
  readonly product: string;
  readonly space: string;
  readonly labels: { readonly [key: string]: string };
  /** disabled: may not connect; online; offline: was seen before; inactive: never seen */
  readonly state: 'inactive' | 'online' | 'offline' | 'disabled';
  readonly lastSeenAt: string | null;
  readonly createdAt: string;
  /** What you may do to it */
  readonly may: readonly ('device.write' | 'device.credential' | 'data.query')[];
  readonly credentials: DeviceCredentials;
}

export interface NewDeviceCredential {
  readonly id: string;
  readonly kind: 'secret' | 'password' | 'certificate';
  readonly label: string | null;
  /** The user name is `{tenant}/{userName}` */
  readonly userName: string | null;
  /** The password may be proven with SCRAM-SHA-256 too */
  readonly scram: boolean;
  /** SHA-256 of the certificate, in hexadecimal */
  readonly fingerprint: string | null;
  readonly subject: string | null;
  readonly certificateEndsAt: string | null;
  readonly disabled: boolean;
  readonly expiresAt: string | null;
  readonly createdAt: string;
  /** The secret, or the password where none was given; shown only now */
  readonly password: string | null;
}

export interface NewInvitation {
  readonly id: string;
  readonly email: string;
  readonly assignments: readonly Assignment[];
  readonly invitedBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Shown this once */
  readonly link: string;
}

export interface NewTenant {
  readonly name: string;
  readonly label: string | null;
  readonly members: number;
  readonly devices: number;
  readonly createdAt: string;
  /** The owner’s invitation; shown this once */
  readonly link: string;
}

export interface OpenInvitation {
  readonly tenant: string;
  readonly label: string | null;
  readonly email: string;
  readonly invitedBy: string;
  readonly expiresAt: string;
  /** Sign in and join; otherwise accept with a name and a password */
  readonly hasAccount: boolean;
}

export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface Overload {
  /** 0: none; 1: who sends most is slowed; 2: new connections are refused; 3: QoS 0 is dropped */
  readonly level: number;
  /** Since when it is this level */
  readonly since: string;
  /** How late the event loop was at the last look */
  readonly delayMs: number;
  /** Used part of the memory */
  readonly memoryShare: number;
  /** How often each limit held somebody back since the start, the most frequent first */
  readonly fired: readonly {
    readonly limit: string;
    readonly count: number;
  }[];
}

export interface PersonProof {
  readonly password: string;
  /** Six digits of an authenticator, or a recovery code; spaces and hyphens don’t matter */
  readonly code: string;
}

export interface Platform {
  readonly version: string;
  readonly tenant: string;
  readonly mqtt: {
    readonly host: string;
    readonly port: number;
    readonly url: string;
  };
  /** MQTT over TLS; null where it is off */
  readonly mqtts: {
    readonly host: string;
    readonly port: number;
    readonly url: string;
  } | null;
  /** MQTT over WebSocket; null where it is off */
  readonly webSocket: {
    readonly url: string;
  } | null;
  /** MQTT over WebSocket with TLS; null where it is off */
  readonly secureWebSocket: {
    readonly url: string;
  } | null;
  readonly http: {
    readonly url: string;
  };
  readonly nodeVersion: string;
  readonly startedAt: string;
}

export interface Product {
  readonly name: string;
  readonly label: string | null;
  /** strict refuses keys the product does not name; open keeps them */
  readonly mode: 'strict' | 'open';
  /** Grows with every change; also the ETag */
  readonly version: number;
  readonly properties: readonly Property[];
  /** Devices of this product */
  readonly devices: number;
  readonly createdAt: string;
}

export interface ProductInput {
  readonly name: string;
  readonly label?: string | undefined;
  /** Default: `"open"` */
  readonly mode?: 'strict' | 'open' | undefined;
  /** Default: `[]` */
  readonly properties?: readonly PropertyInput[] | undefined;
}

export interface ProductPage {
  readonly items: readonly Product[];
  readonly next: string | null;
  /** Products that fit the filter, on all pages */
  readonly total: number;
}

export interface ProductPatch {
  readonly label?: string | null | undefined;
  readonly mode?: 'strict' | 'open' | undefined;
  /** New properties; existing ones keep their type and stay */
  readonly addProperties?: readonly PropertyInput[] | undefined;
  /** Changes of name, unit, min or max; null removes */
  readonly properties?: readonly PropertyPatch[] | undefined;
}

export interface Property {
  /** Identifier: the JSON key the device sends and the SQL column */
  readonly id: string;
  /** Name shown to people */
  readonly name?: string | undefined;
  readonly type: 'int32' | 'int64' | 'float' | 'double' | 'bool' | 'enum' | 'text';
  /** Unit as shown: °C, kPa, 1/min */
  readonly unit?: string | undefined;
  /** Smallest value accepted (numbers only) */
  readonly min?: number | undefined;
  /** Largest value accepted (numbers only) */
  readonly max?: number | undefined;
  /** Longest text in UTF-8 bytes (text only) */
  readonly length?: number | undefined;
  /** Allowed values (enum only) */
  readonly values?: readonly string[] | undefined;
  /**
   * r: reported by the device; rw: can also be desired
   * Default: `"r"`
   */
  readonly access: 'r' | 'rw';
}

export interface PropertyInput {
  /** Identifier: the JSON key the device sends and the SQL column */
  readonly id: string;
  /** Name shown to people */
  readonly name?: string | undefined;
  readonly type: 'int32' | 'int64' | 'float' | 'double' | 'bool' | 'enum' | 'text';
  /** Unit as shown: °C, kPa, 1/min */
  readonly unit?: string | undefined;
  /** Smallest value accepted (numbers only) */
  readonly min?: number | undefined;
  /** Largest value accepted (numbers only) */
  readonly max?: number | undefined;
  /** Longest text in UTF-8 bytes (text only) */
  readonly length?: number | undefined;
  /** Allowed values (enum only) */
  readonly values?: readonly string[] | undefined;
  /**
   * r: reported by the device; rw: can also be desired
   * Default: `"r"`
   */
  readonly access?: 'r' | 'rw' | undefined;
}

export interface PropertyPatch {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly unit?: string | null | undefined;
  readonly min?: number | null | undefined;
  readonly max?: number | null | undefined;
}

export interface QuotaLimits {
  readonly devices: number | null;
  readonly connections: number | null;
  readonly messagesPerSecond: number | null;
  readonly bytesPerSecond: number | null;
  readonly messagesPerMonth: number | null;
  readonly pointsPerMonth: number | null;
  readonly storageBytes: number | null;
  readonly retentionDays: number | null;
  readonly requestsPerSecond: number | null;
  readonly requestsPerSecondPerKey: number | null;
}

export type QuotaName = 'devices' | 'connections' | 'messagesPerSecond' | 'bytesPerSecond' | 'messagesPerMonth' | 'pointsPerMonth' | 'storageBytes' | 'retentionDays' | 'requestsPerSecond' | 'requestsPerSecondPerKey';

export interface QuotaUsage {
  readonly quota: QuotaName;
  /** stock: what there is now; month: used since the first of the month; rate: per second; age: of data */
  readonly kind: 'stock' | 'month' | 'rate' | 'age';
  readonly unit: string;
  readonly text: string;
  /** What happens at the bound */
  readonly bound: string;
  /** null: no limit */
  readonly limit: number | null;
  /** null where it is not known yet, or not of one number; rates are the average of some seconds */
  readonly used: number | null;
  /** Expected at the end of the month if it goes on as in the last seven days; of a month only */
  readonly projected: number | null;
  /** When the limit is reached if it goes on so; null: not this month */
  readonly limitAt: string | null;
}

export interface QuotaValues {
  /** Registered devices; at the bound registering more is answered 429 */
  readonly devices?: number | null | undefined;
  /** Connections of devices at a time, connections; at the bound further MQTT logins are refused (return code 3) */
  readonly connections?: number | null | undefined;
  /** Messages of devices per second, messages/s; at the bound connections are read more slowly; QoS 0 is dropped; HTTP is answered 429 */
  readonly messagesPerSecond?: number | null | undefined;
  /** Bytes of devices per second, bytes/s; at the bound as for messagesPerSecond */
  readonly bytesPerSecond?: number | null | undefined;
  /** Messages of devices per month, messages; at the bound data is not acknowledged and its connection is closed; QoS 0 is dropped; HTTP is answered 429 */
  readonly messagesPerMonth?: number | null | undefined;
  /** Points stored per month: one is what a device reports for one moment, points; at the bound as for messagesPerMonth */
  readonly pointsPerMonth?: number | null | undefined;
  /** Telemetry on disk, compressed; measured every minute, bytes; at the bound as for messagesPerMonth, until there is room */
  readonly storageBytes?: number | null | undefined;
  /** Age of telemetry, days; at the bound older points are deleted */
  readonly retentionDays?: number | null | undefined;
  /** Requests of the tenant to the API per second, requests/s; at the bound the request is answered 429 */
  readonly requestsPerSecond?: number | null | undefined;
  /** Requests of one API key per second, requests/s; at the bound the request is answered 429 */
  readonly requestsPerSecondPerKey?: number | null | undefined;
}

export interface ReceivedShare {
  readonly id: string;
  /** Whose it is */
  readonly tenant: string;
  /** Who may use it */
  readonly toTenant: string;
  /** A space with all below it, or one device */
  readonly thing: {
    readonly space: string;
  } | {
    readonly device: string;
  };
  /** What they may do with it at most */
  readonly role: string;
  readonly expiresAt: string | null;
  readonly createdAt: string;
  readonly ownerLabel: string | null;
}

export interface RecoveryCodes {
  /** Each opens once in place of a code; shown only now */
  readonly recoveryCodes: readonly string[];
}

export interface Refused {
  readonly ts: string;
  readonly topic: string;
  readonly reason: string;
  readonly field: string;
  readonly expected: string;
  readonly payload: string;
}

export interface Role {
  readonly name: string;
  readonly label: string | null;
  /** Actions, `device.*` for all of a kind, or `*` */
  readonly allow: readonly string[];
  /** Actions that the role takes away wherever it holds; deny wins */
  readonly deny: readonly string[];
  /** Comes with the platform and can’t be changed */
  readonly builtin: boolean;
  readonly version: number;
}

export interface RoleInput {
  readonly name: string;
  readonly label?: string | undefined;
  readonly allow: readonly string[];
  /** Default: `[]` */
  readonly deny?: readonly string[] | undefined;
}

export interface RolePatch {
  readonly label?: string | null | undefined;
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

export type Scope = {
  readonly kind: 'tenant';
} | {
  readonly kind: 'space';
  readonly space: string;
} | {
  readonly kind: 'labels';
  /** A condition on `labels.…`, in the language of docs/filters.md */
  readonly selector: string;
} | {
  readonly kind: 'device';
  readonly device: string;
};

export interface SecondFactor {
  readonly enabled: boolean;
  readonly recoveryCodesLeft: number;
}

export interface SecondFactorEnrolment {
  /** For a QR code; shown only now */
  readonly uri: string;
  /** The same for typing, in Base32; shown only now */
  readonly secret: string;
}

export interface SecondFactorRequired {
  /** Nobody is signed in yet: a code has to follow */
  readonly secondFactorRequired: true;
}

export interface ServiceAccount {
  readonly name: string;
  readonly label: string | null;
  readonly disabled: boolean;
  readonly assignments: readonly Assignment[];
  readonly createdAt: string;
}

export interface Session {
  readonly person: {
    /** Empty for an API key */
    readonly email: string;
    readonly name: string;
  };
  readonly tenant: string;
  readonly roles: readonly string[];
  /** Actions that you may do to something at least */
  readonly permissions: readonly string[];
  /** You run the platform */
  readonly operator: boolean;
  /** By what right you act in this tenant */
  readonly via: 'member' | 'share' | 'impersonation';
  /** Where you may act; name one in the header Thalamus-Tenant */
  readonly tenants: readonly {
    readonly name: string;
    readonly label: string | null;
    readonly via: 'member' | 'share' | 'impersonation';
    /** When an impersonation ends */
    readonly until: string | null;
  }[];
  /** How you came; after `sso` your own account can’t be changed */
  readonly through: 'password' | 'sso' | 'key';
  /** True until a one-time password was replaced; until then all else answers PASSWORD_CHANGE_REQUIRED */
  readonly passwordChangeRequired: boolean;
}

export interface Share {
  readonly id: string;
  /** Whose it is */
  readonly tenant: string;
  /** Who may use it */
  readonly toTenant: string;
  /** A space with all below it, or one device */
  readonly thing: {
    readonly space: string;
  } | {
    readonly device: string;
  };
  /** What they may do with it at most */
  readonly role: string;
  readonly expiresAt: string | null;
  readonly createdAt: string;
}

export interface Space {
  readonly name: string;
  readonly label: string | null;
  /** Null for the root only */
  readonly parent: string | null;
  /** Names from the root to this space */
  readonly path: readonly string[];
  /** Devices that stand right here */
  readonly devices: number;
  /** Devices that stand here or below */
  readonly devicesBelow: number;
  readonly createdAt: string;
  /** What you may do there: `device.write` is for devices without labels */
  readonly may: readonly ('space.write' | 'device.write')[];
}

export interface SpaceInput {
  readonly name: string;
  readonly label?: string | undefined;
  /**
   * The space it stands in
   * Default: `"root"`
   */
  readonly parent?: string | undefined;
}

export interface SpacePage {
  readonly items: readonly Space[];
  readonly next: string | null;
}

export interface SpacePatch {
  readonly label?: string | null | undefined;
  /** Moves it, with all that stands in it */
  readonly parent?: string | undefined;
}

export interface Sso {
  /** To be registered at the provider */
  readonly redirectUri: string;
  /** null where nothing is set up */
  readonly settings: SsoSettings | null;
  /** Somebody signed in this way before; `required` needs that */
  readonly proven: boolean;
}

export interface SsoSettings {
  /** Address of the OpenID provider; /.well-known/openid-configuration is asked below it */
  readonly issuer: string;
  readonly clientId: string;
  /** E-mail domains of those who may come this way; each belongs to one tenant only */
  readonly domains: readonly string[];
  /** What somebody may do who comes the first time; null lets in only who is a member already */
  readonly defaultRole: string | null;
  /** Members with an e-mail of these domains can’t get in with a password */
  readonly required: boolean;
  /** The provider’s e-mails are true although it does not say `email_verified` (Microsoft Entra ID) */
  readonly emailTrusted: boolean;
}

export interface SsoSettingsInput {
  /** Address of the OpenID provider; /.well-known/openid-configuration is asked below it */
  readonly issuer: string;
  readonly clientId: string;
  /** E-mail domains of those who may come this way; each belongs to one tenant only */
  readonly domains: readonly string[];
  /**
   * What somebody may do who comes the first time; null lets in only who is a member already
   * Default: `null`
   */
  readonly defaultRole?: string | null | undefined;
  /**
   * Members with an e-mail of these domains can’t get in with a password
   * Default: `false`
   */
  readonly required?: boolean | undefined;
  /**
   * The provider’s e-mails are true although it does not say `email_verified` (Microsoft Entra ID)
   * Default: `false`
   */
  readonly emailTrusted?: boolean | undefined;
  /** Shown never again; may be left out when issuer and clientId stay */
  readonly clientSecret?: string | undefined;
}

export interface Tenant {
  readonly name: string;
  readonly label: string | null;
  readonly createdAt: string;
}

export interface TenantActedIn {
  readonly name: string;
  readonly label: string | null;
  readonly createdAt: string;
  /** Names of some owners: people who can give permissions */
  readonly givers: readonly string[];
}

export interface TenantQuotas {
  readonly tenant: string;
  /** Set for this tenant; null is no limit */
  readonly own: QuotaValues;
  readonly defaults: QuotaLimits;
  readonly inForce: QuotaLimits;
}

export interface TlsAuthority {
  readonly certificate: string;
  readonly subject: string;
  readonly fingerprint256: string;
  readonly expiresAt: string;
  readonly source: 'development' | 'operator';
}

export interface TokenIssuer {
  readonly id: string;
  readonly label: string | null;
  /** The claim `iss` */
  readonly issuer: string;
  /** What the claim `aud` must hold */
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly jwksUrl: string | null;
  /** The public keys, where they are not asked for at `jwksUrl`; else null */
  readonly jwks: unknown;
  readonly subject: TokenSubject;
  readonly disabled: boolean;
  readonly createdAt: string;
}

export interface TokenIssuerInput {
  readonly issuer: string;
  readonly audience: string;
  /** Where the public keys are; on a public address, over HTTPS */
  readonly jwksUrl?: string | undefined;
  /** Instead: the public keys as a JWK set */
  readonly jwks?: {
    readonly keys: readonly ({
      readonly kty: 'EC' | 'RSA' | 'OKP';
      readonly kid?: string | undefined;
    } & { readonly [key: string]: unknown })[];
  } | undefined;
  /** Instead: one public key in PEM */
  readonly publicPem?: string | undefined;
  /** Default: `["ES256","RS256","EdDSA","Ed25519"]` */
  readonly algorithms?: readonly ('ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA' | 'Ed25519')[] | undefined;
  readonly subject: TokenSubjectInput;
  readonly label?: string | undefined;
}

export interface TokenIssuerPatch {
  readonly label?: string | null | undefined;
  readonly disabled?: boolean | undefined;
  /** Where the public keys are; on a public address, over HTTPS */
  readonly jwksUrl?: string | undefined;
  /** Instead: the public keys as a JWK set */
  readonly jwks?: {
    readonly keys: readonly ({
      readonly kty: 'EC' | 'RSA' | 'OKP';
      readonly kid?: string | undefined;
    } & { readonly [key: string]: unknown })[];
  } | undefined;
  /** Instead: one public key in PEM */
  readonly publicPem?: string | undefined;
  readonly algorithms?: readonly ('ES256' | 'ES384' | 'ES512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'EdDSA' | 'Ed25519')[] | undefined;
  readonly subject?: TokenSubjectInput | undefined;
}

export type TokenSubject = {
  readonly kind: 'device';
  /**
   * How the device is called by the token’s claims
   * Default: `"{sub}"`
   */
  readonly deviceName: string;
} | {
  readonly kind: 'application';
  readonly role: string;
  /** Default: `{"kind":"tenant"}` */
  readonly scope: Scope;
};

export type TokenSubjectInput = {
  readonly kind: 'device';
  /**
   * How the device is called by the token’s claims
   * Default: `"{sub}"`
   */
  readonly deviceName?: string | undefined;
} | {
  readonly kind: 'application';
  readonly role: string;
  /** Default: `{"kind":"tenant"}` */
  readonly scope?: Scope | undefined;
};

export interface Trace {
  readonly id: string;
  readonly device: string | null;
  readonly application: string | null;
  readonly clientId: string | null;
  readonly address: string | null;
  readonly topic: string | null;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly until: string;
  readonly endedAt: string | null;
  readonly endReason: 'stopped' | 'time' | 'full' | null;
  readonly packets: number;
  readonly bytes: number;
  readonly bytesMax: number;
}

export interface TraceDump {
  /** To be written after the text of the page before */
  readonly text: string;
  readonly packets: number;
  /** The `after` of the next page */
  readonly next: number | null;
}

export interface TraceInput {
  readonly device?: string | undefined;
  /** A service account, `key:<id>`, or `jwt:<issuer>:<subject>` */
  readonly application?: string | undefined;
  readonly clientId?: string | undefined;
  readonly address?: string | undefined;
  /** Only publications whose full topic fits this filter, as in `devices/+/up/#` */
  readonly topic?: string | undefined;
  /**
   * How long it runs at most
   * Default: `600`
   */
  readonly seconds?: number | undefined;
  /**
   * It ends when it has this much
   * Default: `1048576`
   */
  readonly bytesMax?: number | undefined;
  /**
   * Shows what wills say, which is hidden otherwise
   * Default: `false`
   */
  readonly willPayload?: boolean | undefined;
}

export interface TracedPacket {
  readonly number: number;
  readonly at: string;
  /** in: from the client */
  readonly direction: 'in' | 'out';
  readonly kind: string;
  readonly owner: string;
  readonly clientId: string;
  readonly address: string;
  readonly listener: string;
  /** As in `PUBLISH` */
  readonly type: string;
  /** The whole packet in a line; secrets are masked */
  readonly text: string;
  /** Of what follows its length */
  readonly bytes: number;
}

export interface TracedPackets {
  readonly trace: Trace;
  readonly items: readonly TracedPacket[];
  /** To go on with */
  readonly after: number;
}

export interface Usage {
  readonly tenant: string;
  /** In UTC, as are the days */
  readonly month: string;
  readonly from: string;
  readonly until: string;
  readonly quotas: readonly QuotaUsage[];
  /** What was refused or dropped this month because of a quota */
  readonly refused: readonly {
    readonly quota: QuotaName;
    readonly count: number;
  }[];
  /** Quotas of which four fifths were used, once per month, or day for what has no month */
  readonly warnings: readonly {
    readonly quota: QuotaName;
    readonly used: number;
    readonly limit: number;
    readonly at: string;
  }[];
  /** The last 31 days that saw any use, oldest first */
  readonly days: readonly {
    readonly day: string;
    readonly messages: number;
    readonly points: number;
    readonly bytesIn: number;
    readonly requests: number;
    /** How often a connection waited for the message rate */
    readonly slowed: number;
    readonly connectionsPeak: number;
    readonly refused: number;
  }[];
}

export type Value = number | string | boolean;

export interface SignInBody {
  readonly email: string;
  readonly password: string;
}

export type SignInResult = Session | SecondFactorRequired;

export interface ChangePasswordBody {
  readonly current: string;
  readonly next: string;
}

export interface CompleteSignInBody {
  /** Six digits of an authenticator, or a recovery code; spaces and hyphens don’t matter */
  readonly code: string;
}

export interface EnrolSecondFactorBody {
  readonly password: string;
}

export interface ActivateSecondFactorBody {
  /** Six digits of an authenticator, or a recovery code; spaces and hyphens don’t matter */
  readonly code: string;
}

export interface UpdatePersonBody {
  readonly name: string;
}

export interface ListSessionsResult {
  readonly items: readonly ListedSession[];
}

export interface EndOtherSessionsResult {
  readonly ended: number;
}

export interface UpdateTenantBody {
  readonly label: string | null;
}

export interface ListSpacesQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly parent?: string | undefined;
  /** Part of the name or label */
  readonly search?: string | undefined;
  /** A condition over name, label, parent, devices, devicesBelow, createdAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListMembersQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over id, name, email, since, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListMembersResult {
  readonly items: readonly Member[];
  readonly next: string | null;
}

export interface UpdateMemberBody {
  readonly assignments: readonly AssignmentInput[];
}

export interface ListInvitationsQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over email, invitedBy, createdAt, expiresAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListInvitationsResult {
  readonly items: readonly Invitation[];
  readonly next: string | null;
}

export interface CreateInvitationBody {
  readonly email: string;
  readonly assignments: readonly AssignmentInput[];
}

export interface LookAtInvitationBody {
  readonly token: string;
}

export interface AcceptInvitationBody {
  readonly token: string;
  readonly name: string;
  readonly password: string;
}

export interface AcceptInvitationResult {
  readonly tenant: string;
  readonly email: string;
}

export interface JoinByInvitationBody {
  readonly token: string;
}

export interface JoinByInvitationResult {
  readonly tenant: string;
}

export interface ListActionsResult {
  readonly items: readonly ActionInfo[];
}

export interface ListRolesQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over name, label, builtin, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListRolesResult {
  readonly items: readonly Role[];
  readonly next: string | null;
}

export interface ListApiKeysQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over id, name, role, serviceAccount, createdAt, expiresAt, lastUsedAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListApiKeysResult {
  readonly items: readonly ApiKey[];
  readonly next: string | null;
}

export interface ListServiceAccountsQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over name, label, disabled, createdAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListServiceAccountsResult {
  readonly items: readonly ServiceAccount[];
  readonly next: string | null;
}

export interface CreateServiceAccountBody {
  readonly name: string;
  readonly label?: string | undefined;
  /** Default: `[]` */
  readonly assignments?: readonly AssignmentInput[] | undefined;
}

export interface UpdateServiceAccountBody {
  readonly label?: string | null | undefined;
  readonly disabled?: boolean | undefined;
  readonly assignments?: readonly AssignmentInput[] | undefined;
}

export interface ListTokenIssuersResult {
  readonly items: readonly TokenIssuer[];
}

export interface ListSharesQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over tenant, toTenant, space, device, role, createdAt, expiresAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListSharesResult {
  readonly items: readonly Share[];
  readonly next: string | null;
}

export interface CreateShareBody {
  readonly toTenant: string;
  readonly thing: {
    readonly space: string;
  } | {
    readonly device: string;
  };
  /** Default: `"viewer"` */
  readonly role?: string | undefined;
  readonly expiresAt?: string | number | undefined;
}

export interface ListReceivedSharesQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over tenant, toTenant, space, device, role, createdAt, expiresAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListReceivedSharesResult {
  readonly items: readonly ReceivedShare[];
  readonly next: string | null;
}

export interface ListTenantsQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Part of the name or label */
  readonly search?: string | undefined;
  /** A condition over name, label, members, devices, createdAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListTenantsResult {
  readonly items: readonly CountedTenant[];
  readonly next: string | null;
}

export interface CreateTenantBody {
  readonly name: string;
  readonly label?: string | undefined;
  readonly ownerEmail: string;
}

export interface InviteOwnerBody {
  readonly email: string;
}

export interface InviteOwnerResult {
  readonly email: string;
  /** Shown this once */
  readonly link: string;
}

export interface ListOperatorsResult {
  readonly items: readonly Operator[];
}

export interface AddOperatorBody {
  readonly email: string;
}

export interface ListImpersonationsResult {
  readonly items: readonly Impersonation[];
}

export interface BeginImpersonationBody {
  readonly tenant: string;
  readonly reason: string;
  /** Default: `30` */
  readonly minutes?: number | undefined;
}

export interface ListAuditQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** ISO 8601, or ms since the epoch */
  readonly from?: string | number | undefined;
  /** The same; entries of this time are left out */
  readonly to?: string | number | undefined;
  /** Id or name of the person or key */
  readonly actor?: string | undefined;
  /** Operation id, such as `updateDevice` */
  readonly action?: string | undefined;
  /** `device`, `product`, `api-key`, `person`, … */
  readonly resourceType?: string | undefined;
  /** Name of the thing */
  readonly resource?: string | undefined;
  /** `done`, `refused` (anything else), or the code of an error */
  readonly outcome?: string | undefined;
  /** A condition over at, actor, actorId, actorKind, action, permission, role, resourceType, resource, outcome, address, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListAuditResult {
  readonly items: readonly AuditEntry[];
  readonly next: string | null;
}

export interface ExportAuditQuery {
  /** Default: `500` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** ISO 8601, or ms since the epoch */
  readonly from?: string | number | undefined;
  /** The same; entries of this time are left out */
  readonly to?: string | number | undefined;
  /** Id or name of the person or key */
  readonly actor?: string | undefined;
  /** Operation id, such as `updateDevice` */
  readonly action?: string | undefined;
  /** `device`, `product`, `api-key`, `person`, … */
  readonly resourceType?: string | undefined;
  /** Name of the thing */
  readonly resource?: string | undefined;
  /** `done`, `refused` (anything else), or the code of an error */
  readonly outcome?: string | undefined;
  /** A condition over at, actor, actorId, actorKind, action, permission, role, resourceType, resource, outcome, address, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
  readonly format: 'csv' | 'jsonl';
}

export interface ListProductsQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over name, label, mode, version, devices, createdAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListDevicesQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  readonly product?: string | undefined;
  /** Those in this space or below */
  readonly space?: string | undefined;
  /** Part of the name or label */
  readonly search?: string | undefined;
  readonly state?: 'inactive' | 'online' | 'offline' | 'disabled' | undefined;
  /** A condition over name, label, product, space, labels.*, state, lastSeenAt, createdAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
  /**
   * A minus turns the order around
   * Default: `"name"`
   */
  readonly sort?: 'name' | '-name' | 'createdAt' | '-createdAt' | undefined;
  /**
   * bounded: counts to 10000; exact: all, which of a million takes seconds; none: not at all
   * Default: `"bounded"`
   */
  readonly total?: 'bounded' | 'exact' | 'none' | undefined;
}

export interface CreateDevicesResult {
  readonly items: readonly NewDevice[];
}

export interface RotateDeviceSecretQuery {
  /** Default: `0` */
  readonly keepOldSeconds?: number | undefined;
}

export interface RotateDeviceSecretResult {
  readonly credentials: DeviceCredentials;
}

export interface ListDeviceCredentialsResult {
  readonly items: readonly DeviceCredential[];
}

export interface ListCertificateAuthoritiesResult {
  readonly items: readonly CertificateAuthority[];
}

export interface ListMessagesQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  /** Only what is older: the ts of the last item of the page before */
  readonly before?: string | number | undefined;
}

export interface ListMessagesResult {
  readonly items: readonly Message[];
}

export interface ListRefusedQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  /** Only what is older: the ts of the last item of the page before */
  readonly before?: string | number | undefined;
}

export interface ListRefusedResult {
  readonly items: readonly Refused[];
}

export interface GetConnectionLimitsResult {
  readonly limits: readonly ConnectionLimit[];
  readonly inForce: ConnectionLimits;
}

export interface ListBansQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over clientId, device, application, reason, limit, automatic, createdAt, expiresAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListBansResult {
  readonly items: readonly Ban[];
  readonly next: string | null;
}

export interface CreateBanBody {
  /** Alone: whoever uses it in the tenant; else this one of the device or application */
  readonly clientId?: string | undefined;
  readonly device?: string | undefined;
  /** A service account, `key:<id>`, or `jwt:<issuer>:<subject>` */
  readonly application?: string | undefined;
  /** Told to whoever is refused, and shown in lists */
  readonly reason: string;
  /** When the ban ends; left out: when somebody ends it */
  readonly expiresAt?: string | number | undefined;
}

export interface ListAddressBansQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A condition over address, reason, createdAt, expiresAt, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
}

export interface ListAddressBansResult {
  readonly items: readonly AddressBan[];
  readonly next: string | null;
}

export interface CreateAddressBanBody {
  /** Such as 192.0.2.7, 192.0.2.0/24, 2001:db8::/32 */
  readonly address: string;
  /** Told to whoever is refused, and shown in lists */
  readonly reason: string;
  /** When the ban ends; left out: when somebody ends it */
  readonly expiresAt?: string | number | undefined;
}

export interface ListConnectionsQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** Part of the device, application, client identifier or address */
  readonly search?: string | undefined;
  /** A condition over kind, owner, product, space, labels.*, clientId, protocol, listener, address, credential, connectedAt, lastActiveAt, keepAliveSeconds, subscriptions, inflight, queued, dropped, bytesIn, bytesOut, messagesIn, messagesOut, unsentBytes, such as `name.startsWith('pump-')`; see docs/filters.md */
  readonly filter?: string | undefined;
  /**
   * `-talk`: those first that send and receive most; `-waiting`: those that take their messages slowest
   * Default: `"owner"`
   */
  readonly sort?: 'owner' | 'connectedAt' | '-connectedAt' | '-talk' | '-waiting' | undefined;
}

export interface ListDeviceConnectionEventsQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface ListConnectionEventsQuery {
  /** Default: `50` */
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** A service account, `key:<id>`, or `jwt:<issuer>:<subject>` */
  readonly application?: string | undefined;
}

export interface ListTracesResult {
  readonly items: readonly Trace[];
}

export interface ListTracedPacketsQuery {
  /**
   * Only packets after this number
   * Default: `0`
   */
  readonly after?: number | undefined;
  /** Default: `100` */
  readonly limit?: number | undefined;
  /**
   * Waits this long for the next packet where there is none yet: so a trace is followed live
   * Default: `0`
   */
  readonly waitSeconds?: number | undefined;
}

export interface DumpTraceQuery {
  /**
   * Only packets after this number
   * Default: `0`
   */
  readonly after?: number | undefined;
  /** Default: `100` */
  readonly limit?: number | undefined;
}

/** One method per operation. Arguments: what the path names, then the body, then the query, then options; each throws `ApiError`. */
export interface Operations {
  /**
   * Sign in. Sets the session cookie, or answers `{"secondFactorRequired":true}`: then `completeSignIn` has to follow within ten minutes, with the cookie that was set. After ten wrong passwords in a minute, per address and per e-mail, RATE_LIMITED.
   *
   * For everybody.
   *
   * `POST /api/v1/session`
   */
  readonly signIn: (body: SignInBody, call?: CallOptions) => Promise<SignInResult>;
  /**
   * Who am I?. For whoever is signed in.
   *
   * `GET /api/v1/session`
   */
  readonly getSession: (call?: CallOptions) => Promise<Session>;
  /**
   * Sign out. For whoever is signed in.
   *
   * `DELETE /api/v1/session`
   */
  readonly signOut: (call?: ChangeOptions) => Promise<void>;
  /**
   * Change your password. Ends all your other sessions.
   *
   * For whoever is signed in.
   *
   * `POST /api/v1/session/password`
   */
  readonly changePassword: (body: ChangePasswordBody, call?: CallOptions) => Promise<Session>;
  /**
   * Sign in: the second step. After `signIn` answered `secondFactorRequired`. After five wrong codes, or ten minutes, one begins again with the password; after fifty wrong codes in a row only a recovery code opens.
   *
   * For everybody.
   *
   * `POST /api/v1/session/second-factor`
   */
  readonly completeSignIn: (body: CompleteSignInBody, call?: CallOptions) => Promise<Session>;
  /**
   * Your second factor. For whoever is signed in.
   *
   * `GET /api/v1/session/second-factor`
   */
  readonly getSecondFactor: (call?: CallOptions) => Promise<SecondFactor>;
  /**
   * Begin to set up your second factor. Nothing changes until `activateSecondFactor` follows with the first code.
   *
   * For whoever is signed in.
   *
   * `POST /api/v1/session/second-factor/enrolment`
   */
  readonly enrolSecondFactor: (body: EnrolSecondFactorBody, call?: CallOptions) => Promise<SecondFactorEnrolment>;
  /**
   * Turn your second factor on. With a first code of the authenticator. Ends all your other sessions.
   *
   * For whoever is signed in.
   *
   * `POST /api/v1/session/second-factor/activation`
   */
  readonly activateSecondFactor: (body: ActivateSecondFactorBody, call?: CallOptions) => Promise<RecoveryCodes>;
  /**
   * Get new recovery codes. The ones from before open nothing any more.
   *
   * For whoever is signed in.
   *
   * `POST /api/v1/session/second-factor/recovery-codes`
   */
  readonly renewRecoveryCodes: (body: PersonProof, call?: CallOptions) => Promise<RecoveryCodes>;
  /**
   * Turn your second factor off. For whoever is signed in.
   *
   * `POST /api/v1/session/second-factor/removal`
   */
  readonly removeSecondFactor: (body: PersonProof, call?: CallOptions) => Promise<Session>;
  /**
   * Change your name. For whoever is signed in.
   *
   * `PATCH /api/v1/session/person`
   */
  readonly updatePerson: (body: UpdatePersonBody, call?: CallOptions) => Promise<Session>;
  /**
   * Where are you signed in?. For whoever is signed in.
   *
   * `GET /api/v1/sessions`
   */
  readonly listSessions: (call?: CallOptions) => Promise<ListSessionsResult>;
  /**
   * End all your other sessions. For whoever is signed in.
   *
   * `DELETE /api/v1/sessions`
   */
  readonly endOtherSessions: (call?: ChangeOptions) => Promise<EndOtherSessionsResult>;
  /**
   * End one of your sessions. For whoever is signed in.
   *
   * `DELETE /api/v1/sessions/{session}`
   */
  readonly endSession: (session: string, call?: CallOptions) => Promise<void>;
  /**
   * The tenant that you act in. For whoever is signed in.
   *
   * `GET /api/v1/tenant`
   */
  readonly getTenant: (call?: CallOptions) => Promise<TenantActedIn>;
  /**
   * Rename the tenant. Its name never changes; the label is what people read.
   *
   * Needs `tenant.write`.
   *
   * `PATCH /api/v1/tenant`
   */
  readonly updateTenant: (body: UpdateTenantBody, call?: ChangeOptions) => Promise<Tenant>;
  /**
   * List spaces. Those that you may see, in order of names. `parent` gives what stands right below one space.
   *
   * Needs `space.read`.
   *
   * `GET /api/v1/spaces`
   */
  readonly listSpaces: (query?: ListSpacesQuery, call?: CallOptions) => Promise<SpacePage>;
  /**
   * Make a space. Needs `space.write`.
   *
   * `POST /api/v1/spaces`
   */
  readonly createSpace: (body: SpaceInput, call?: CallOptions) => Promise<Space>;
  /**
   * Read a space. Needs `space.read`.
   *
   * `GET /api/v1/spaces/{space}`
   */
  readonly getSpace: (space: string, call?: CallOptions) => Promise<Space>;
  /**
   * Rename or move a space. All that stands in it moves along.
   *
   * Needs `space.write`.
   *
   * `PATCH /api/v1/spaces/{space}`
   */
  readonly updateSpace: (space: string, body: SpacePatch, call?: ChangeOptions) => Promise<Space>;
  /**
   * Remove an empty space. Needs `space.write`.
   *
   * `DELETE /api/v1/spaces/{space}`
   */
  readonly deleteSpace: (space: string, call?: ChangeOptions) => Promise<void>;
  /**
   * List the members of the tenant. In order of names.
   *
   * Needs `access.read`.
   *
   * `GET /api/v1/members`
   */
  readonly listMembers: (query?: ListMembersQuery, call?: CallOptions) => Promise<ListMembersResult>;
  /**
   * Read a member. Needs `access.read`.
   *
   * `GET /api/v1/members/{person}`
   */
  readonly getMember: (person: string, call?: CallOptions) => Promise<Member>;
  /**
   * Change what a member may do. All assignments anew; they hold at once. You can give no more than you have, and change nobody who has more than you.
   *
   * Needs `access.member`.
   *
   * `PATCH /api/v1/members/{person}`
   */
  readonly updateMember: (person: string, body: UpdateMemberBody, call?: ChangeOptions) => Promise<Member>;
  /**
   * Remove a member. They may do nothing in this tenant any more, at once. Keys that they made go on.
   *
   * Needs `access.member`.
   *
   * `DELETE /api/v1/members/{person}`
   */
  readonly removeMember: (person: string, call?: ChangeOptions) => Promise<void>;
  /**
   * Turn off the second factor of a member. For somebody who lost authenticator and recovery codes; from then on their password alone opens. Not for yourself, for members who have more than you, or (unless you run the platform) for those who belong to other tenants too.
   *
   * Needs `access.member`.
   *
   * `DELETE /api/v1/members/{person}/second-factor`
   */
  readonly resetSecondFactor: (person: string, call?: CallOptions) => Promise<void>;
  /**
   * List invitations that wait for an answer. Needs `access.read`.
   *
   * `GET /api/v1/invitations`
   */
  readonly listInvitations: (query?: ListInvitationsQuery, call?: CallOptions) => Promise<ListInvitationsResult>;
  /**
   * Invite somebody. The link is shown once; pass it on to the person. It works once, for a week. You can give no more than you have.
   *
   * Needs `access.member`.
   *
   * `POST /api/v1/invitations`
   */
  readonly createInvitation: (body: CreateInvitationBody, call?: CallOptions) => Promise<NewInvitation>;
  /**
   * Take an invitation back. Needs `access.member`.
   *
   * `DELETE /api/v1/invitations/{id}`
   */
  readonly deleteInvitation: (id: string, call?: CallOptions) => Promise<void>;
  /**
   * Who invites me to what?. For everybody.
   *
   * `POST /api/v1/invitation`
   */
  readonly lookAtInvitation: (body: LookAtInvitationBody, call?: CallOptions) => Promise<OpenInvitation>;
  /**
   * Accept an invitation as somebody new. Makes your account and signs you in.
   *
   * For everybody.
   *
   * `POST /api/v1/invitation/accept`
   */
  readonly acceptInvitation: (body: AcceptInvitationBody, call?: CallOptions) => Promise<AcceptInvitationResult>;
  /**
   * Accept an invitation with the account you have. For whoever is signed in.
   *
   * `POST /api/v1/invitation/join`
   */
  readonly joinByInvitation: (body: JoinByInvitationBody, call?: CallOptions) => Promise<JoinByInvitationResult>;
  /**
   * Single sign-on of the tenant. The client secret is never shown.
   *
   * Needs `access.sso`.
   *
   * `GET /api/v1/sso`
   */
  readonly getSso: (call?: CallOptions) => Promise<Sso>;
  /**
   * Set up single sign-on. The provider is asked at once whether it is one. Whoever may do this, and whoever runs the provider, can become any member of the tenant; sessions that it opened end when issuer or client change.
   *
   * Needs `access.sso`.
   *
   * `PUT /api/v1/sso`
   */
  readonly setSso: (body: SsoSettingsInput, call?: ChangeOptions) => Promise<Sso>;
  /**
   * Turn off single sign-on. Sessions that were opened by it end; who has no password can’t get in any more.
   *
   * Needs `access.sso`.
   *
   * `DELETE /api/v1/sso`
   */
  readonly deleteSso: (call?: ChangeOptions) => Promise<void>;
  /**
   * What roles can permit. For whoever is signed in.
   *
   * `GET /api/v1/actions`
   */
  readonly listActions: (call?: CallOptions) => Promise<ListActionsResult>;
  /**
   * List roles. Those that come with the platform first, then those of the tenant, in order of names.
   *
   * Needs `access.read`.
   *
   * `GET /api/v1/roles`
   */
  readonly listRoles: (query?: ListRolesQuery, call?: CallOptions) => Promise<ListRolesResult>;
  /**
   * Make a role. Needs `access.role`.
   *
   * `POST /api/v1/roles`
   */
  readonly createRole: (body: RoleInput, call?: CallOptions) => Promise<Role>;
  /**
   * Read a role. Needs `access.read`.
   *
   * `GET /api/v1/roles/{role}`
   */
  readonly getRole: (role: string, call?: CallOptions) => Promise<Role>;
  /**
   * Change a role. Holds at once for everybody who has it.
   *
   * Needs `access.role`.
   *
   * `PATCH /api/v1/roles/{role}`
   */
  readonly updateRole: (role: string, body: RolePatch, call?: ChangeOptions) => Promise<Role>;
  /**
   * Remove a role that nobody has. Needs `access.role`.
   *
   * `DELETE /api/v1/roles/{role}`
   */
  readonly deleteRole: (role: string, call?: ChangeOptions) => Promise<void>;
  /**
   * List API keys. Needs `access.key`.
   *
   * `GET /api/v1/api-keys`
   */
  readonly listApiKeys: (query?: ListApiKeysQuery, call?: CallOptions) => Promise<ListApiKeysResult>;
  /**
   * Make an API key. The key is shown once. It acts in your tenant with its role (`developer` when left out) within its scope, which can’t be more than your own; or with the roles of a service account.
   *
   * Needs `access.key`.
   *
   * `POST /api/v1/api-keys`
   */
  readonly createApiKey: (body: ApiKeyInput, call?: CallOptions) => Promise<NewApiKey>;
  /**
   * Delete an API key. It stops working at once.
   *
   * Needs `access.key`.
   *
   * `DELETE /api/v1/api-keys/{id}`
   */
  readonly deleteApiKey: (id: string, call?: CallOptions) => Promise<void>;
  /**
   * List service accounts. Needs `access.read`.
   *
   * `GET /api/v1/service-accounts`
   */
  readonly listServiceAccounts: (query?: ListServiceAccountsQuery, call?: CallOptions) => Promise<ListServiceAccountsResult>;
  /**
   * Make a service account. Make keys for it with `createApiKey` and its name as `serviceAccount`.
   *
   * Needs `access.key`.
   *
   * `POST /api/v1/service-accounts`
   */
  readonly createServiceAccount: (body: CreateServiceAccountBody, call?: CallOptions) => Promise<ServiceAccount>;
  /**
   * Read a service account. Needs `access.read`.
   *
   * `GET /api/v1/service-accounts/{account}`
   */
  readonly getServiceAccount: (account: string, call?: CallOptions) => Promise<ServiceAccount>;
  /**
   * Change a service account. Holds at once for all its keys; while it is disabled none of them works.
   *
   * Needs `access.key`.
   *
   * `PATCH /api/v1/service-accounts/{account}`
   */
  readonly updateServiceAccount: (account: string, body: UpdateServiceAccountBody, call?: ChangeOptions) => Promise<ServiceAccount>;
  /**
   * Delete a service account with its keys. Needs `access.key`.
   *
   * `DELETE /api/v1/service-accounts/{account}`
   */
  readonly deleteServiceAccount: (account: string, call?: ChangeOptions) => Promise<void>;
  /**
   * List token issuers. Needs `access.trust`.
   *
   * `GET /api/v1/token-issuers`
   */
  readonly listTokenIssuers: (call?: CallOptions) => Promise<ListTokenIssuersResult>;
  /**
   * Register a token issuer. Its JSON web tokens are then taken as MQTT passwords, with the user name `{tenant}` or `{tenant}/{device}`. A token lets in a device by its claims, or a program with a role, which can’t be more than your own; its connection ends when it does.
   *
   * Needs `access.trust`.
   *
   * `POST /api/v1/token-issuers`
   */
  readonly createTokenIssuer: (body: TokenIssuerInput, call?: CallOptions) => Promise<TokenIssuer>;
  /**
   * Read a token issuer. Needs `access.trust`.
   *
   * `GET /api/v1/token-issuers/{issuer}`
   */
  readonly getTokenIssuer: (issuer: string, call?: CallOptions) => Promise<TokenIssuer>;
  /**
   * Change a token issuer. Whatever changes who gets in ends the connections that its tokens opened.
   *
   * Needs `access.trust`.
   *
   * `PATCH /api/v1/token-issuers/{issuer}`
   */
  readonly updateTokenIssuer: (issuer: string, body: TokenIssuerPatch, call?: ChangeOptions) => Promise<TokenIssuer>;
  /**
   * Delete a token issuer. Connections that its tokens opened end.
   *
   * Needs `access.trust`.
   *
   * `DELETE /api/v1/token-issuers/{issuer}`
   */
  readonly deleteTokenIssuer: (issuer: string, call?: ChangeOptions) => Promise<void>;
  /**
   * What we share with others. Needs `access.read`.
   *
   * `GET /api/v1/shares`
   */
  readonly listShares: (query?: ListSharesQuery, call?: CallOptions) => Promise<ListSharesResult>;
  /**
   * Share a space or a device with another tenant. People there may do with it what the role allows, as far as their own role at home does.
   *
   * Needs `access.share`.
   *
   * `POST /api/v1/shares`
   */
  readonly createShare: (body: CreateShareBody, call?: CallOptions) => Promise<Share>;
  /**
   * What others share with us. To use it, name the owner in the header Thalamus-Tenant.
   *
   * Needs `access.read`.
   *
   * `GET /api/v1/shares/received`
   */
  readonly listReceivedShares: (query?: ListReceivedSharesQuery, call?: CallOptions) => Promise<ListReceivedSharesResult>;
  /**
   * End a share. At once, for everybody there.
   *
   * Needs `access.share`.
   *
   * `DELETE /api/v1/shares/{id}`
   */
  readonly deleteShare: (id: string, call?: CallOptions) => Promise<void>;
  /**
   * List tenants. In order of names. For operators of the platform only.
   *
   * For operators of the platform.
   *
   * `GET /api/v1/operator/tenants`
   */
  readonly listTenants: (query?: ListTenantsQuery, call?: CallOptions) => Promise<ListTenantsResult>;
  /**
   * Make a tenant. Its owner gets the link that is shown once; nobody belongs to it before.
   *
   * For operators of the platform.
   *
   * `POST /api/v1/operator/tenants`
   */
  readonly createTenant: (body: CreateTenantBody, call?: CallOptions) => Promise<NewTenant>;
  /**
   * Read a tenant. For operators of the platform.
   *
   * `GET /api/v1/operator/tenants/{tenant}`
   */
  readonly getTenantAsOperator: (tenant: string, call?: CallOptions) => Promise<CountedTenant>;
  /**
   * Invite an owner. For a tenant whose owners have all gone.
   *
   * For operators of the platform.
   *
   * `POST /api/v1/operator/tenants/{tenant}/owners`
   */
  readonly inviteOwner: (tenant: string, body: InviteOwnerBody, call?: CallOptions) => Promise<InviteOwnerResult>;
  /**
   * Who runs the platform. For operators of the platform.
   *
   * `GET /api/v1/operator/operators`
   */
  readonly listOperators: (call?: CallOptions) => Promise<ListOperatorsResult>;
  /**
   * Let somebody run the platform too. Somebody who has an account already.
   *
   * For operators of the platform.
   *
   * `POST /api/v1/operator/operators`
   */
  readonly addOperator: (body: AddOperatorBody, call?: CallOptions) => Promise<Operator>;
  /**
   * Somebody runs the platform no more. For operators of the platform.
   *
   * `DELETE /api/v1/operator/operators/{person}`
   */
  readonly removeOperator: (person: string, call?: CallOptions) => Promise<void>;
  /**
   * Where you act as an administrator at the moment. For operators of the platform.
   *
   * `GET /api/v1/operator/impersonations`
   */
  readonly listImpersonations: (call?: CallOptions) => Promise<ListImpersonationsResult>;
  /**
   * Act in a tenant as an administrator for a time. Name the tenant in the header Thalamus-Tenant afterwards. Beginning, end and every change stand in that tenant’s audit log.
   *
   * For operators of the platform.
   *
   * `POST /api/v1/operator/impersonations`
   */
  readonly beginImpersonation: (body: BeginImpersonationBody, call?: CallOptions) => Promise<Impersonation>;
  /**
   * Stop acting in a tenant. For operators of the platform.
   *
   * `DELETE /api/v1/operator/impersonations/{id}`
   */
  readonly endImpersonation: (id: string, call?: CallOptions) => Promise<Impersonation>;
  /**
   * Search the audit log. Every change by a person or a key, and every refused one: who, what, before and after, from where, and why it was allowed. Newest first; entries are never changed. Secrets are masked.
   *
   * Needs `audit.read`.
   *
   * `GET /api/v1/audit`
   */
  readonly listAudit: (query?: ListAuditQuery, call?: CallOptions) => Promise<ListAuditResult>;
  /**
   * Export the audit log. The same search as text, a page at a time: write the `text` of each page after the other into a file and ask with `next` until it is null. Only the first page of CSV has a head. A cell that a spreadsheet would run begins with an apostrophe.
   *
   * Needs `audit.read`.
   *
   * `GET /api/v1/audit/export`
   */
  readonly exportAudit: (query: ExportAuditQuery, call?: CallOptions) => Promise<AuditExportPage>;
  /**
   * What your tenant uses, and may use. Each quota with its limit, what is used, and where the month ends if it goes on so (see docs/quotas.md).
   *
   * Needs `usage.read`.
   *
   * `GET /api/v1/usage`
   */
  readonly getUsage: (call?: CallOptions) => Promise<Usage>;
  /**
   * What a tenant uses. For operators of the platform.
   *
   * `GET /api/v1/operator/tenants/{tenant}/usage`
   */
  readonly getTenantUsage: (tenant: string, call?: CallOptions) => Promise<Usage>;
  /**
   * The limits of a tenant. For operators of the platform.
   *
   * `GET /api/v1/operator/tenants/{tenant}/quotas`
   */
  readonly getTenantQuotas: (tenant: string, call?: CallOptions) => Promise<TenantQuotas>;
  /**
   * Set the limits of a tenant. Replaces all that the tenant has of its own: null is no limit, a name that is left out falls back to the platform’s default. They hold at once, also for what is connected.
   *
   * For operators of the platform.
   *
   * `PUT /api/v1/operator/tenants/{tenant}/quotas`
   */
  readonly setTenantQuotas: (tenant: string, body: QuotaValues, call?: ChangeOptions) => Promise<TenantQuotas>;
  /**
   * Version and addresses. For whoever is signed in.
   *
   * `GET /api/v1/platform`
   */
  readonly getPlatform: (call?: CallOptions) => Promise<Platform>;
  /**
   * List products. In order of names; filtered by any condition (see docs/filters.md).
   *
   * Needs `product.read`.
   *
   * `GET /api/v1/products`
   */
  readonly listProducts: (query?: ListProductsQuery, call?: CallOptions) => Promise<ProductPage>;
  /**
   * Make a product. A product is a kind of device: it names the properties its devices report. It gets a table of its own.
   *
   * Needs `product.write`.
   *
   * `POST /api/v1/products`
   */
  readonly createProduct: (body: ProductInput, call?: CallOptions) => Promise<Product>;
  /**
   * Read a product. Needs `product.read`.
   *
   * `GET /api/v1/products/{product}`
   */
  readonly getProduct: (product: string, call?: CallOptions) => Promise<Product>;
  /**
   * Change a product. Properties can be added, and their name, unit and range changed; none is removed and no type changes.
   *
   * Needs `product.write`.
   *
   * `PATCH /api/v1/products/{product}`
   */
  readonly updateProduct: (product: string, body: ProductPatch, call?: ChangeOptions) => Promise<Product>;
  /**
   * List devices. Those that you may see, in order of names; filtered by product, by space, by part of the name or label, by state, and by any condition (see docs/filters.md).
   *
   * Needs `device.read`.
   *
   * `GET /api/v1/devices`
   */
  readonly listDevices: (query?: ListDevicesQuery, call?: CallOptions) => Promise<DevicePage>;
  /**
   * Register a device. The answer holds its secret, which is shown only this once.
   *
   * Needs `device.write`.
   *
   * `POST /api/v1/devices`
   */
  readonly createDevice: (body: DeviceInput, call?: CallOptions) => Promise<NewDevice>;
  /**
   * Register numbered devices. Makes NAME-1 to NAME-count, all or none. The secrets are shown only this once.
   *
   * Needs `device.write`.
   *
   * `POST /api/v1/devices/batch`
   */
  readonly createDevices: (body: DeviceBatchInput, call?: CallOptions) => Promise<CreateDevicesResult>;
  /**
   * Read a device. Needs `device.read`.
   *
   * `GET /api/v1/devices/{device}`
   */
  readonly getDevice: (device: string, call?: CallOptions) => Promise<Device>;
  /**
   * Change a device. A device that is disabled is disconnected and may not connect again until it is enabled.
   *
   * Needs `device.write`.
   *
   * `PATCH /api/v1/devices/{device}`
   */
  readonly updateDevice: (device: string, body: DevicePatch, call?: ChangeOptions) => Promise<Device>;
  /**
   * Remove a device. It is disconnected and leaves the registry; the data it sent stays.
   *
   * Needs `device.write`.
   *
   * `DELETE /api/v1/devices/{device}`
   */
  readonly deleteDevice: (device: string, call?: ChangeOptions) => Promise<void>;
  /**
   * Give a device a new secret. The old one ends at once, and with it the connections made with it; with `keepOldSeconds` both are valid so long, and the old one is among the device’s credentials.
   *
   * Needs `device.credential`.
   *
   * `POST /api/v1/devices/{device}/secret`
   */
  readonly rotateDeviceSecret: (device: string, query?: RotateDeviceSecretQuery, call?: CallOptions) => Promise<RotateDeviceSecretResult>;
  /**
   * List a device’s credentials. Those besides the secret that it was made with. None of them shows what opens it.
   *
   * Needs `device.credential`.
   *
   * `GET /api/v1/devices/{device}/credentials`
   */
  readonly listDeviceCredentials: (device: string, call?: CallOptions) => Promise<ListDeviceCredentialsResult>;
  /**
   * Give a device another credential. A further secret; a user name and a password, which is the MQTT user name `{tenant}/{userName}`; or the certificate that it shows at the TLS handshake, whoever issued it. What was made up is shown only this once.
   *
   * Needs `device.credential`.
   *
   * `POST /api/v1/devices/{device}/credentials`
   */
  readonly createDeviceCredential: (device: string, body: DeviceCredentialInput, call?: CallOptions) => Promise<NewDeviceCredential>;
  /**
   * Change a device’s credential. Disabling one, or changing when it ends, ends the connections that it let in.
   *
   * Needs `device.credential`.
   *
   * `PATCH /api/v1/devices/{device}/credentials/{credential}`
   */
  readonly updateDeviceCredential: (device: string, credential: string, body: DeviceCredentialPatch, call?: CallOptions) => Promise<DeviceCredential>;
  /**
   * Take a credential from a device. It ends at once, and with it the connections that it let in.
   *
   * Needs `device.credential`.
   *
   * `DELETE /api/v1/devices/{device}/credentials/{credential}`
   */
  readonly deleteDeviceCredential: (device: string, credential: string, call?: CallOptions) => Promise<void>;
  /**
   * List certificate authorities of devices. Needs `access.trust`.
   *
   * `GET /api/v1/certificate-authorities`
   */
  readonly listCertificateAuthorities: (call?: CallOptions) => Promise<ListCertificateAuthoritiesResult>;
  /**
   * Register a certificate authority of devices. Registered devices may then connect over TLS with a certificate that it issued; `deviceName` says which device a certificate is. It lets nobody in until `proveCertificateAuthority` has shown that you have its key.
   *
   * Needs `access.trust`.
   *
   * `POST /api/v1/certificate-authorities`
   */
  readonly createCertificateAuthority: (body: CertificateAuthorityInput, call?: CallOptions) => Promise<CertificateAuthority>;
  /**
   * Read a certificate authority. Needs `access.trust`.
   *
   * `GET /api/v1/certificate-authorities/{authority}`
   */
  readonly getCertificateAuthority: (authority: string, call?: CallOptions) => Promise<CertificateAuthority>;
  /**
   * Change a certificate authority. Disabling it, or changing how devices are called, ends the connections that it let in.
   *
   * Needs `access.trust`.
   *
   * `PATCH /api/v1/certificate-authorities/{authority}`
   */
  readonly updateCertificateAuthority: (authority: string, body: CertificateAuthorityPatch, call?: ChangeOptions) => Promise<CertificateAuthority>;
  /**
   * Delete a certificate authority. Connections that it let in end.
   *
   * Needs `access.trust`.
   *
   * `DELETE /api/v1/certificate-authorities/{authority}`
   */
  readonly deleteCertificateAuthority: (authority: string, call?: ChangeOptions) => Promise<void>;
  /**
   * Prove that you have an authority’s key. With a signature of the `challenge`: `printf %s "$CHALLENGE" | openssl dgst -sha256 -sign ca.key | base64 -w0`; or with a certificate that the authority issued and whose common name is the challenge.
   *
   * Needs `access.trust`.
   *
   * `POST /api/v1/certificate-authorities/{authority}/proof`
   */
  readonly proveCertificateAuthority: (authority: string, body: CertificateAuthorityProof, call?: CallOptions) => Promise<CertificateAuthority>;
  /**
   * The newest value of every property of a device. Needs `data.query`.
   *
   * `GET /api/v1/devices/{device}/values`
   */
  readonly getValues: (device: string, call?: CallOptions) => Promise<DeviceValues>;
  /**
   * Values over time: raw by pages, in buckets, or thinned for a chart. With `bucket`: aggregates per bucket. With `pixels`: per pixel the first, last, least and greatest point with their real times. With neither: every value, by pages with `cursor`. Where nothing was measured there is no point. A property is read of those devices whose product has it.
   *
   * Needs `data.query`.
   *
   * `POST /api/v1/history`
   */
  readonly queryHistory: (body: HistoryQuery, call?: CallOptions) => Promise<History>;
  /**
   * The newest messages of a device, newest first. Needs `data.query`.
   *
   * `GET /api/v1/devices/{device}/messages`
   */
  readonly listMessages: (device: string, query?: ListMessagesQuery, call?: CallOptions) => Promise<ListMessagesResult>;
  /**
   * What was refused of a device and why, newest first. Needs `data.query`.
   *
   * `GET /api/v1/devices/{device}/refused`
   */
  readonly listRefused: (device: string, query?: ListRefusedQuery, call?: CallOptions) => Promise<ListRefusedResult>;
  /**
   * The authority that clients must trust for TLS. PEM, for `mosquitto_pub --cafile` and the like. 404 where there is none: TLS is off, or the certificate is one that everybody trusts anyway.
   *
   * For everybody.
   *
   * `GET /api/v1/tls/ca`
   */
  readonly getTlsAuthority: (call?: CallOptions) => Promise<TlsAuthority>;
  /**
   * List the ways in for MQTT. Addresses with their open connections, whom they turned away and why, and how the TLS certificate is.
   *
   * For operators of the platform.
   *
   * `GET /api/v1/operator/mqtt-listeners`
   */
  readonly listMqttListeners: (call?: CallOptions) => Promise<MqttListeners>;
  /**
   * The limits that hold for connections. By their stable names, which refusals, the diary of a device and metrics call them; null is no limit.
   *
   * For whoever is signed in.
   *
   * `GET /api/v1/connection-limits`
   */
  readonly getConnectionLimits: (call?: CallOptions) => Promise<GetConnectionLimitsResult>;
  /**
   * The limits of connections, as they are set. For operators of the platform.
   *
   * `GET /api/v1/operator/connection-limits`
   */
  readonly getConnectionLimitSettings: (call?: CallOptions) => Promise<ConnectionLimitSettings>;
  /**
   * Set the limits of connections. Replaces all that is set: null is no limit, a name that is left out falls back to its default. They hold at once, also for what is connected.
   *
   * For operators of the platform.
   *
   * `PUT /api/v1/operator/connection-limits`
   */
  readonly setConnectionLimits: (body: ConnectionLimitValues, call?: ChangeOptions) => Promise<ConnectionLimitSettings>;
  /**
   * How overloaded the platform is, and which limits hold somebody back. For operators of the platform.
   *
   * `GET /api/v1/operator/overload`
   */
  readonly getOverload: (call?: CallOptions) => Promise<Overload>;
  /**
   * Who is kept out. Newest first, those included that the platform made by itself as a client came and went all the time.
   *
   * Needs `connection.ban`.
   *
   * `GET /api/v1/bans`
   */
  readonly listBans: (query?: ListBansQuery, call?: CallOptions) => Promise<ListBansResult>;
  /**
   * Keep out a device, an application or a client identifier. Live connections that are meant end at once, with the reason code 0x98; further logins are refused with 0x8A. Who is banned already is so anew, with this reason and until this time.
   *
   * Needs `connection.ban`.
   *
   * `POST /api/v1/bans`
   */
  readonly createBan: (body: CreateBanBody, call?: CallOptions) => Promise<Ban>;
  /**
   * Let somebody in again. Needs `connection.ban`.
   *
   * `DELETE /api/v1/bans/{id}`
   */
  readonly deleteBan: (id: string, call?: CallOptions) => Promise<void>;
  /**
   * Addresses that are kept out. Newest first.
   *
   * For operators of the platform.
   *
   * `GET /api/v1/operator/address-bans`
   */
  readonly listAddressBans: (query?: ListAddressBansQuery, call?: CallOptions) => Promise<ListAddressBansResult>;
  /**
   * Keep out an address or a range of addresses. Live connections from there end at once; new ones are closed before anything is read.
   *
   * For operators of the platform.
   *
   * `POST /api/v1/operator/address-bans`
   */
  readonly createAddressBan: (body: CreateAddressBanBody, call?: CallOptions) => Promise<AddressBan>;
  /**
   * Let an address in again. For operators of the platform.
   *
   * `DELETE /api/v1/operator/address-bans/{id}`
   */
  readonly deleteAddressBan: (id: string, call?: CallOptions) => Promise<void>;
  /**
   * Who is connected. Of devices that you may see; with the permission in the whole tenant also of applications. `sort=-talk` gives those first that talk most, `sort=-waiting` those that take their messages slowest. Takes any condition (see docs/filters.md). The list is live: while you turn its pages, connections come and go.
   *
   * Needs `connection.read`.
   *
   * `GET /api/v1/connections`
   */
  readonly listConnections: (query?: ListConnectionsQuery, call?: CallOptions) => Promise<ConnectionPage>;
  /**
   * Read a connection, with what it is subscribed to. Needs `connection.read`.
   *
   * `GET /api/v1/connections/{connection}`
   */
  readonly getConnection: (connection: string, call?: CallOptions) => Promise<ConnectionDetail>;
  /**
   * End a connection. A client of MQTT 5 is told "administrative action" (0x98). Its session stays as it asked for, and it may connect again: to keep it out, ban it or disable the device.
   *
   * Needs `connection.end`.
   *
   * `POST /api/v1/connections/{connection}/end`
   */
  readonly endConnection: (connection: string, call?: CallOptions) => Promise<void>;
  /**
   * Why is my device offline?. Whether it is connected, when it was last seen and when it last sent data, which are separate facts; and in plain words what is wrong and what to do.
   *
   * Needs `connection.read`.
   *
   * `GET /api/v1/devices/{device}/connection`
   */
  readonly getDeviceConnection: (device: string, call?: CallOptions) => Promise<DeviceConnection>;
  /**
   * What happened to a device’s connections. Connects, refused logins with their rule, denied topics, limits by name, and why connections ended. The last 200 of 30 days are kept, newest first; what repeats is one event with its count.
   *
   * Needs `connection.read`.
   *
   * `GET /api/v1/devices/{device}/connection-events`
   */
  readonly listDeviceConnectionEvents: (device: string, query?: ListDeviceConnectionEventsQuery, call?: CallOptions) => Promise<ConnectionEventPage>;
  /**
   * What happened to an application’s connections, or was tried with names that no device has. With `application` the events of that one; without, refused logins with unknown names: somebody tried room-9, which is no device. Needs the permission in the whole tenant. The last 200 of 30 days are kept, newest first; what repeats is one event with its count.
   *
   * Needs `connection.read`.
   *
   * `GET /api/v1/connection-events`
   */
  readonly listConnectionEvents: (query?: ListConnectionEventsQuery, call?: CallOptions) => Promise<NamedConnectionEventPage>;
  /**
   * Trace packets. Keeps the packets of the connections that fit all that is named, until its time is over or it is full. Passwords, tokens, proofs and, unless asked for, what wills say are masked before anything is kept. Without a device it needs the permission in the whole tenant. A tenant has 5 traces; they can be read for 60 minutes after their end, and do not survive a restart.
   *
   * Needs `connection.trace`.
   *
   * `POST /api/v1/traces`
   */
  readonly startTrace: (body: TraceInput, call?: CallOptions) => Promise<Trace>;
  /**
   * Traces that run or can still be read. Needs `connection.trace`.
   *
   * `GET /api/v1/traces`
   */
  readonly listTraces: (call?: CallOptions) => Promise<ListTracesResult>;
  /**
   * Read a trace. Needs `connection.trace`.
   *
   * `GET /api/v1/traces/{trace}`
   */
  readonly getTrace: (trace: string, call?: CallOptions) => Promise<Trace>;
  /**
   * End a trace and forget its packets. Needs `connection.trace`.
   *
   * `DELETE /api/v1/traces/{trace}`
   */
  readonly deleteTrace: (trace: string, call?: ChangeOptions) => Promise<void>;
  /**
   * The packets of a trace, also as they come. Ask again with `after` and `waitSeconds` to follow it: the answer comes with the next packet, or when the trace ends.
   *
   * Needs `connection.trace`.
   *
   * `GET /api/v1/traces/{trace}/packets`
   */
  readonly listTracedPackets: (trace: string, query?: ListTracedPacketsQuery, call?: CallOptions) => Promise<TracedPackets>;
  /**
   * A trace as text that `text2pcap -D -t ISO` reads. A page at a time: write the `text` of each page after the other into a file and ask with `next` as `after` until it is null.
   *
   * Needs `connection.trace`.
   *
   * `GET /api/v1/traces/{trace}/dump`
   */
  readonly dumpTrace: (trace: string, query?: DumpTraceQuery, call?: CallOptions) => Promise<TraceDump>;
  /**
   * End a trace; its packets can still be read. Needs `connection.trace`.
   *
   * `POST /api/v1/traces/{trace}/stop`
   */
  readonly stopTrace: (trace: string, call?: CallOptions) => Promise<Trace>;
  /**
   * Whether the demo fleet runs. For whoever is signed in.
   *
   * `GET /api/v1/demo-fleet`
   */
  readonly getDemoFleet: (call?: CallOptions) => Promise<DemoFleet>;
  /**
   * Start the demo fleet. Twenty simulated pumps and two replayed recordings of real machines connect over MQTT. Missing products and devices are made, their secrets are renewed, and their last hours are filled in. Does nothing when it runs already.
   *
   * Needs `demo.run`.
   *
   * `POST /api/v1/demo-fleet`
   */
  readonly startDemoFleet: (call?: CallOptions) => Promise<DemoFleet>;
  /**
   * Stop the demo fleet. Disconnects its devices. Devices, products and what they reported stay.
   *
   * Needs `demo.run`.
   *
   * `DELETE /api/v1/demo-fleet`
   */
  readonly stopDemoFleet: (call?: ChangeOptions) => Promise<DemoFleet>;
}

export const operations = {
  signIn: { method: 'POST', path: '/api/v1/session', repeat: 'never', body: true },
  getSession: { method: 'GET', path: '/api/v1/session', repeat: 'always' },
  signOut: { method: 'DELETE', path: '/api/v1/session', repeat: 'always' },
  changePassword: { method: 'POST', path: '/api/v1/session/password', repeat: 'never', body: true },
  completeSignIn: { method: 'POST', path: '/api/v1/session/second-factor', repeat: 'never', body: true },
  getSecondFactor: { method: 'GET', path: '/api/v1/session/second-factor', repeat: 'always' },
  enrolSecondFactor: { method: 'POST', path: '/api/v1/session/second-factor/enrolment', repeat: 'never', body: true },
  activateSecondFactor: { method: 'POST', path: '/api/v1/session/second-factor/activation', repeat: 'never', body: true },
  renewRecoveryCodes: { method: 'POST', path: '/api/v1/session/second-factor/recovery-codes', repeat: 'never', body: true },
  removeSecondFactor: { method: 'POST', path: '/api/v1/session/second-factor/removal', repeat: 'never', body: true },
  updatePerson: { method: 'PATCH', path: '/api/v1/session/person', repeat: 'always', body: true },
  listSessions: { method: 'GET', path: '/api/v1/sessions', repeat: 'always' },
  endOtherSessions: { method: 'DELETE', path: '/api/v1/sessions', repeat: 'always' },
  endSession: { method: 'DELETE', path: '/api/v1/sessions/{session}', repeat: 'always' },
  getTenant: { method: 'GET', path: '/api/v1/tenant', repeat: 'always' },
  updateTenant: { method: 'PATCH', path: '/api/v1/tenant', repeat: 'always', body: true },
  listSpaces: { method: 'GET', path: '/api/v1/spaces', repeat: 'always', query: true },
  createSpace: { method: 'POST', path: '/api/v1/spaces', repeat: 'keyed', body: true },
  getSpace: { method: 'GET', path: '/api/v1/spaces/{space}', repeat: 'always' },
  updateSpace: { method: 'PATCH', path: '/api/v1/spaces/{space}', repeat: 'always', body: true },
  deleteSpace: { method: 'DELETE', path: '/api/v1/spaces/{space}', repeat: 'always' },
  listMembers: { method: 'GET', path: '/api/v1/members', repeat: 'always', query: true },
  getMember: { method: 'GET', path: '/api/v1/members/{person}', repeat: 'always' },
  updateMember: { method: 'PATCH', path: '/api/v1/members/{person}', repeat: 'always', body: true },
  removeMember: { method: 'DELETE', path: '/api/v1/members/{person}', repeat: 'always' },
  resetSecondFactor: { method: 'DELETE', path: '/api/v1/members/{person}/second-factor', repeat: 'always' },
  listInvitations: { method: 'GET', path: '/api/v1/invitations', repeat: 'always', query: true },
  createInvitation: { method: 'POST', path: '/api/v1/invitations', repeat: 'keyed', body: true },
  deleteInvitation: { method: 'DELETE', path: '/api/v1/invitations/{id}', repeat: 'always' },
  lookAtInvitation: { method: 'POST', path: '/api/v1/invitation', repeat: 'never', body: true },
  acceptInvitation: { method: 'POST', path: '/api/v1/invitation/accept', repeat: 'never', body: true },
  joinByInvitation: { method: 'POST', path: '/api/v1/invitation/join', repeat: 'keyed', body: true },
  getSso: { method: 'GET', path: '/api/v1/sso', repeat: 'always' },
  setSso: { method: 'PUT', path: '/api/v1/sso', repeat: 'always', body: true },
  deleteSso: { method: 'DELETE', path: '/api/v1/sso', repeat: 'always' },
  listActions: { method: 'GET', path: '/api/v1/actions', repeat: 'always' },
  listRoles: { method: 'GET', path: '/api/v1/roles', repeat: 'always', query: true },
  createRole: { method: 'POST', path: '/api/v1/roles', repeat: 'keyed', body: true },
  getRole: { method: 'GET', path: '/api/v1/roles/{role}', repeat: 'always' },
  updateRole: { method: 'PATCH', path: '/api/v1/roles/{role}', repeat: 'always', body: true },
  deleteRole: { method: 'DELETE', path: '/api/v1/roles/{role}', repeat: 'always' },
  listApiKeys: { method: 'GET', path: '/api/v1/api-keys', repeat: 'always', query: true },
  createApiKey: { method: 'POST', path: '/api/v1/api-keys', repeat: 'keyed', body: true },
  deleteApiKey: { method: 'DELETE', path: '/api/v1/api-keys/{id}', repeat: 'always' },
  listServiceAccounts: { method: 'GET', path: '/api/v1/service-accounts', repeat: 'always', query: true },
  createServiceAccount: { method: 'POST', path: '/api/v1/service-accounts', repeat: 'keyed', body: true },
  getServiceAccount: { method: 'GET', path: '/api/v1/service-accounts/{account}', repeat: 'always' },
  updateServiceAccount: { method: 'PATCH', path: '/api/v1/service-accounts/{account}', repeat: 'always', body: true },
  deleteServiceAccount: { method: 'DELETE', path: '/api/v1/service-accounts/{account}', repeat: 'always' },
  listTokenIssuers: { method: 'GET', path: '/api/v1/token-issuers', repeat: 'always' },
  createTokenIssuer: { method: 'POST', path: '/api/v1/token-issuers', repeat: 'keyed', body: true },
  getTokenIssuer: { method: 'GET', path: '/api/v1/token-issuers/{issuer}', repeat: 'always' },
  updateTokenIssuer: { method: 'PATCH', path: '/api/v1/token-issuers/{issuer}', repeat: 'always', body: true },
  deleteTokenIssuer: { method: 'DELETE', path: '/api/v1/token-issuers/{issuer}', repeat: 'always' },
  listShares: { method: 'GET', path: '/api/v1/shares', repeat: 'always', query: true },
  createShare: { method: 'POST', path: '/api/v1/shares', repeat: 'keyed', body: true },
  listReceivedShares: { method: 'GET', path: '/api/v1/shares/received', repeat: 'always', query: true },
  deleteShare: { method: 'DELETE', path: '/api/v1/shares/{id}', repeat: 'always' },
  listTenants: { method: 'GET', path: '/api/v1/operator/tenants', repeat: 'always', query: true },
  createTenant: { method: 'POST', path: '/api/v1/operator/tenants', repeat: 'keyed', body: true },
  getTenantAsOperator: { method: 'GET', path: '/api/v1/operator/tenants/{tenant}', repeat: 'always' },
  inviteOwner: { method: 'POST', path: '/api/v1/operator/tenants/{tenant}/owners', repeat: 'keyed', body: true },
  listOperators: { method: 'GET', path: '/api/v1/operator/operators', repeat: 'always' },
  addOperator: { method: 'POST', path: '/api/v1/operator/operators', repeat: 'keyed', body: true },
  removeOperator: { method: 'DELETE', path: '/api/v1/operator/operators/{person}', repeat: 'always' },
  listImpersonations: { method: 'GET', path: '/api/v1/operator/impersonations', repeat: 'always' },
  beginImpersonation: { method: 'POST', path: '/api/v1/operator/impersonations', repeat: 'keyed', body: true },
  endImpersonation: { method: 'DELETE', path: '/api/v1/operator/impersonations/{id}', repeat: 'always' },
  listAudit: { method: 'GET', path: '/api/v1/audit', repeat: 'always', query: true },
  exportAudit: { method: 'GET', path: '/api/v1/audit/export', repeat: 'always', query: true },
  getUsage: { method: 'GET', path: '/api/v1/usage', repeat: 'always' },
  getTenantUsage: { method: 'GET', path: '/api/v1/operator/tenants/{tenant}/usage', repeat: 'always' },
  getTenantQuotas: { method: 'GET', path: '/api/v1/operator/tenants/{tenant}/quotas', repeat: 'always' },
  setTenantQuotas: { method: 'PUT', path: '/api/v1/operator/tenants/{tenant}/quotas', repeat: 'always', body: true },
  getPlatform: { method: 'GET', path: '/api/v1/platform', repeat: 'always' },
  listProducts: { method: 'GET', path: '/api/v1/products', repeat: 'always', query: true },
  createProduct: { method: 'POST', path: '/api/v1/products', repeat: 'keyed', body: true },
  getProduct: { method: 'GET', path: '/api/v1/products/{product}', repeat: 'always' },
  updateProduct: { method: 'PATCH', path: '/api/v1/products/{product}', repeat: 'refused', body: true },
  listDevices: { method: 'GET', path: '/api/v1/devices', repeat: 'always', query: true },
  createDevice: { method: 'POST', path: '/api/v1/devices', repeat: 'keyed', body: true },
  createDevices: { method: 'POST', path: '/api/v1/devices/batch', repeat: 'keyed', body: true },
  getDevice: { method: 'GET', path: '/api/v1/devices/{device}', repeat: 'always' },
  updateDevice: { method: 'PATCH', path: '/api/v1/devices/{device}', repeat: 'always', body: true },
  deleteDevice: { method: 'DELETE', path: '/api/v1/devices/{device}', repeat: 'always' },
  rotateDeviceSecret: { method: 'POST', path: '/api/v1/devices/{device}/secret', repeat: 'keyed', query: true },
  listDeviceCredentials: { method: 'GET', path: '/api/v1/devices/{device}/credentials', repeat: 'always' },
  createDeviceCredential: { method: 'POST', path: '/api/v1/devices/{device}/credentials', repeat: 'keyed', body: true },
  updateDeviceCredential: { method: 'PATCH', path: '/api/v1/devices/{device}/credentials/{credential}', repeat: 'always', body: true },
  deleteDeviceCredential: { method: 'DELETE', path: '/api/v1/devices/{device}/credentials/{credential}', repeat: 'always' },
  listCertificateAuthorities: { method: 'GET', path: '/api/v1/certificate-authorities', repeat: 'always' },
  createCertificateAuthority: { method: 'POST', path: '/api/v1/certificate-authorities', repeat: 'keyed', body: true },
  getCertificateAuthority: { method: 'GET', path: '/api/v1/certificate-authorities/{authority}', repeat: 'always' },
  updateCertificateAuthority: { method: 'PATCH', path: '/api/v1/certificate-authorities/{authority}', repeat: 'always', body: true },
  deleteCertificateAuthority: { method: 'DELETE', path: '/api/v1/certificate-authorities/{authority}', repeat: 'always' },
  proveCertificateAuthority: { method: 'POST', path: '/api/v1/certificate-authorities/{authority}/proof', repeat: 'keyed', body: true },
  getValues: { method: 'GET', path: '/api/v1/devices/{device}/values', repeat: 'always' },
  queryHistory: { method: 'POST', path: '/api/v1/history', repeat: 'always', body: true },
  listMessages: { method: 'GET', path: '/api/v1/devices/{device}/messages', repeat: 'always', query: true },
  listRefused: { method: 'GET', path: '/api/v1/devices/{device}/refused', repeat: 'always', query: true },
  getTlsAuthority: { method: 'GET', path: '/api/v1/tls/ca', repeat: 'always' },
  listMqttListeners: { method: 'GET', path: '/api/v1/operator/mqtt-listeners', repeat: 'always' },
  getConnectionLimits: { method: 'GET', path: '/api/v1/connection-limits', repeat: 'always' },
  getConnectionLimitSettings: { method: 'GET', path: '/api/v1/operator/connection-limits', repeat: 'always' },
  setConnectionLimits: { method: 'PUT', path: '/api/v1/operator/connection-limits', repeat: 'always', body: true },
  getOverload: { method: 'GET', path: '/api/v1/operator/overload', repeat: 'always' },
  listBans: { method: 'GET', path: '/api/v1/bans', repeat: 'always', query: true },
  createBan: { method: 'POST', path: '/api/v1/bans', repeat: 'keyed', body: true },
  deleteBan: { method: 'DELETE', path: '/api/v1/bans/{id}', repeat: 'always' },
  listAddressBans: { method: 'GET', path: '/api/v1/operator/address-bans', repeat: 'always', query: true },
  createAddressBan: { method: 'POST', path: '/api/v1/operator/address-bans', repeat: 'keyed', body: true },
  deleteAddressBan: { method: 'DELETE', path: '/api/v1/operator/address-bans/{id}', repeat: 'always' },
  listConnections: { method: 'GET', path: '/api/v1/connections', repeat: 'always', query: true },
  getConnection: { method: 'GET', path: '/api/v1/connections/{connection}', repeat: 'always' },
  endConnection: { method: 'POST', path: '/api/v1/connections/{connection}/end', repeat: 'refused' },
  getDeviceConnection: { method: 'GET', path: '/api/v1/devices/{device}/connection', repeat: 'always' },
  listDeviceConnectionEvents: { method: 'GET', path: '/api/v1/devices/{device}/connection-events', repeat: 'always', query: true },
  listConnectionEvents: { method: 'GET', path: '/api/v1/connection-events', repeat: 'always', query: true },
  startTrace: { method: 'POST', path: '/api/v1/traces', repeat: 'keyed', body: true },
  listTraces: { method: 'GET', path: '/api/v1/traces', repeat: 'always' },
  getTrace: { method: 'GET', path: '/api/v1/traces/{trace}', repeat: 'always' },
  deleteTrace: { method: 'DELETE', path: '/api/v1/traces/{trace}', repeat: 'always' },
  listTracedPackets: { method: 'GET', path: '/api/v1/traces/{trace}/packets', repeat: 'always', query: true },
  dumpTrace: { method: 'GET', path: '/api/v1/traces/{trace}/dump', repeat: 'always', query: true },
  stopTrace: { method: 'POST', path: '/api/v1/traces/{trace}/stop', repeat: 'always' },
  getDemoFleet: { method: 'GET', path: '/api/v1/demo-fleet', repeat: 'always' },
  startDemoFleet: { method: 'POST', path: '/api/v1/demo-fleet', repeat: 'keyed' },
  stopDemoFleet: { method: 'DELETE', path: '/api/v1/demo-fleet', repeat: 'always' },
} as const;
