/** Times are ISO 8601 in UTC with milliseconds unless the name ends in `Ms`; times sent may be either. */
export type Time = string;
export type TimeInput = string | number;

export interface Page<T> {
  readonly items: readonly T[];
  /** Cursor of the following page; null on the last. */
  readonly next: string | null;
}

export interface PageQuery {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Where an assignment holds. */
export type Scope =
  | { readonly kind: 'tenant' }
  | { readonly kind: 'space'; readonly space: string }
  | { readonly kind: 'labels'; readonly selector: string }
  | { readonly kind: 'device'; readonly device: string };

/** What somebody may do: actions, `device.*` for all of a kind, or `*`; deny wins. */
export interface Role {
  readonly name: string;
  readonly label: string | null;
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly builtin: boolean;
  readonly version: number;
}

export interface RoleInput {
  readonly name: string;
  readonly label?: string | undefined;
  readonly allow: readonly string[];
  readonly deny?: readonly string[] | undefined;
}

export interface RolePatch {
  readonly label?: string | null | undefined;
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

export interface ActionInfo {
  readonly name: string;
  readonly on: string;
  readonly reach: 'placed' | 'tenant' | 'catalogue';
  readonly text: string;
}

export interface Space {
  readonly name: string;
  readonly label: string | null;
  readonly parent: string | null;
  readonly path: readonly string[];
  readonly devices: number;
  readonly devicesBelow: number;
  readonly createdAt: Time;
}

export interface SpaceQuery extends PageQuery {
  readonly parent?: string | undefined;
  readonly search?: string | undefined;
}

export interface SpaceInput {
  readonly name: string;
  readonly label?: string | undefined;
  readonly parent?: string | undefined;
}

export interface SpacePatch {
  readonly label?: string | null | undefined;
  readonly parent?: string | undefined;
}

/** By what right somebody acts in a tenant. */
export type Via = 'member' | 'share' | 'impersonation';

export interface Session {
  readonly person: { readonly email: string; readonly name: string };
  readonly tenant: string;
  readonly roles: readonly string[];
  /** Actions that the caller may do to something at least. */
  readonly permissions: readonly string[];
  readonly operator: boolean;
  readonly via: Via;
  readonly tenants: readonly { readonly name: string; readonly label: string | null; readonly via: Via; readonly until: Time | null }[];
  /** True until the person has replaced a one-time password; every other call answers PASSWORD_CHANGE_REQUIRED. */
  readonly passwordChangeRequired: boolean;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  /** What the key may do; null for a key of a service account. */
  readonly role: string | null;
  readonly scope: Scope | null;
  readonly serviceAccount: string | null;
  readonly addresses: readonly string[];
  /** The first characters, to recognise the key by. */
  readonly prefix: string;
  readonly createdAt: Time;
  readonly expiresAt: Time | null;
  readonly lastUsedAt: Time | null;
}

export interface ApiKeyInput {
  readonly name: string;
  /** `developer` when left out; never more than the creator may do. */
  readonly role?: string | undefined;
  readonly scope?: Scope | undefined;
  readonly serviceAccount?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly expiresAt?: TimeInput | undefined;
}

export interface NewApiKey extends ApiKey {
  /** The key itself; shown this once. */
  readonly key: string;
}

export interface Platform {
  readonly version: string;
  readonly tenant: string;
  readonly mqtt: { readonly host: string; readonly port: number; readonly url: string };
  readonly http: { readonly url: string };
  readonly nodeVersion: string;
  readonly startedAt: Time;
}

export type DataType = 'int32' | 'int64' | 'float' | 'double' | 'bool' | 'enum' | 'text';
export type ProductMode = 'open' | 'strict';

export interface Property {
  readonly id: string;
  readonly name?: string | undefined;
  readonly type: DataType;
  readonly unit?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly length?: number | undefined;
  readonly values?: readonly string[] | undefined;
  readonly access: 'r' | 'rw';
}

/** A property as sent: `access` may be left out and is then `r`. */
export type PropertyInput = Omit<Property, 'access'> & { readonly access?: 'r' | 'rw' | undefined };

export interface Product {
  readonly name: string;
  readonly label: string | null;
  readonly mode: ProductMode;
  readonly version: number;
  readonly properties: readonly Property[];
  readonly devices: number;
  readonly createdAt: Time;
}

export interface ProductInput {
  readonly name: string;
  readonly label?: string | undefined;
  readonly mode?: ProductMode | undefined;
  readonly properties?: readonly PropertyInput[] | undefined;
}

export interface ProductPatch {
  readonly label?: string | null | undefined;
  readonly mode?: ProductMode | undefined;
  readonly addProperties?: readonly PropertyInput[] | undefined;
  /** Changes to existing properties: null takes a value away. */
  readonly properties?: readonly PropertyPatch[] | undefined;
}

export interface PropertyPatch {
  readonly id: string;
  readonly name?: string | null | undefined;
  readonly unit?: string | null | undefined;
  readonly min?: number | null | undefined;
  readonly max?: number | null | undefined;
}

export type DeviceState = 'inactive' | 'online' | 'offline' | 'disabled';

export interface Device {
  readonly name: string;
  readonly label: string | null;
  readonly product: string;
  readonly space: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: DeviceState;
  readonly lastSeenAt: Time | null;
  readonly createdAt: Time;
  /** What the caller may do to it. */
  readonly may: readonly string[];
}

export interface DevicePage extends Page<Device> {
  readonly total: number;
}

export interface ProductPage extends Page<Product> {
  readonly total: number;
}

export interface ProductQuery extends PageQuery {
  /** A condition such as `mode == 'strict' && devices > 0`; see docs/filters.md. */
  readonly filter?: string | undefined;
}

export interface DeviceQuery extends PageQuery {
  readonly product?: string | undefined;
  /** Those in this space or below. */
  readonly space?: string | undefined;
  readonly search?: string | undefined;
  readonly state?: DeviceState | undefined;
  /** A condition such as `state == 'offline' && lastSeenAt < '2026-01-31'`; see docs/filters.md. */
  readonly filter?: string | undefined;
}

export interface DeviceCredentials {
  readonly clientId: string;
  /** `{tenant}/{device}`. */
  readonly username: string;
  /** The device's secret; shown this once. */
  readonly password: string;
}

export interface NewDevice extends Device {
  readonly credentials: DeviceCredentials;
}

export interface DeviceInput {
  readonly name: string;
  readonly product: string;
  readonly label?: string | undefined;
  readonly space?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export interface DeviceBatchInput {
  readonly name: string;
  readonly product: string;
  /** 1 to 1000: makes `name-1` … `name-count`. */
  readonly count: number;
  readonly space?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export interface DevicePatch {
  readonly label?: string | null | undefined;
  readonly disabled?: boolean | undefined;
  readonly space?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export type Value = number | string | boolean;

export interface DeviceValues {
  readonly device: string;
  readonly values: Readonly<Record<string, { readonly value: Value; readonly ts: Time; readonly tsMs: number }>>;
}

export type Aggregate = 'avg' | 'min' | 'max' | 'first' | 'last' | 'count' | 'sum';

export interface HistoryQuery {
  /** 1 to 50 names. */
  readonly devices: readonly string[];
  /** 1 to 20 identifiers. */
  readonly properties: readonly string[];
  readonly from: TimeInput;
  readonly to: TimeInput;
  /** Milliseconds, or `1m`, `1h`, …: one point of aggregates per bucket. */
  readonly bucket?: number | string | undefined;
  /** 10 to 4000: first, last, min and max of every pixel's worth of time, for a chart. */
  readonly pixels?: number | undefined;
  readonly aggregates?: readonly Aggregate[] | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface History {
  readonly resolution: 'raw' | 'bucket' | 'chart';
  readonly bucketMs: number | null;
  readonly series: readonly HistorySeries[];
  readonly next: string | null;
}

export interface HistorySeries {
  readonly device: string;
  readonly property: string;
  readonly unit: string | null;
  /** Names of the columns of `points`; the first is `ts`, in ms since the epoch. */
  readonly columns: readonly string[];
  readonly points: readonly (readonly (number | string | boolean | null)[])[];
}

export interface RecordQuery {
  readonly limit?: number | undefined;
  readonly before?: TimeInput | undefined;
}

export interface Message {
  readonly ts: Time;
  readonly receivedAt: Time;
  readonly values: Readonly<Record<string, Value>>;
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface Refused {
  readonly ts: Time;
  readonly topic: string;
  readonly reason: string;
  readonly field: string;
  readonly expected: string;
  readonly payload: string;
}

export interface DemoFleet {
  readonly running: boolean;
  readonly devices: number;
  readonly products: readonly string[];
}

export interface AuditEntry {
  readonly id: string;
  readonly at: Time;
  /** `nobody`: who failed to sign in; the name is then what was typed. */
  readonly actor: { readonly kind: 'person' | 'key' | 'nobody'; readonly id: string; readonly name: string };
  /** Operation id of the call. */
  readonly action: string;
  readonly permission: string;
  /** The caller's role that has the permission; null when none has. */
  readonly role: string | null;
  readonly resource: { readonly type: string; readonly id: string };
  /** The state before and after, secrets masked; null where there is none. */
  readonly before: unknown;
  readonly after: unknown;
  /** `done`, or the code of the error. */
  readonly outcome: string;
  readonly address: string;
  readonly requestId: string;
}

export interface AuditQuery extends PageQuery {
  readonly from?: TimeInput | undefined;
  readonly to?: TimeInput | undefined;
  /** Id or name of a person or key. */
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly resourceType?: string | undefined;
  readonly resource?: string | undefined;
  /** `done`, `refused`, or the code of an error. */
  readonly outcome?: string | undefined;
}

export interface AuditExportPage {
  /** To be written after the text of the page before. */
  readonly text: string;
  readonly entries: number;
  readonly next: string | null;
}

export interface Health {
  readonly status: 'ok' | 'unavailable';
  readonly version: string;
  readonly checks: Readonly<Record<string, string>>;
  /** The parts that are not well. */
  readonly missing?: readonly string[];
}
