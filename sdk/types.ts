import type {
  Device,
  HistoryQuery,
  ListAuditQuery,
  ListDevicesQuery,
  ListMessagesQuery,
  ListProductsQuery,
  ListSpacesQuery,
  Product,
  Property,
  Session,
} from './operations.generated.ts';

// Shorter names for parts of what the API takes and answers; all else is in operations.generated.ts.

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

export type DataType = Property['type'];
export type ProductMode = Product['mode'];
/** A tenant that somebody may act in. */
export type TenantChoice = Session['tenants'][number];
/** By what right somebody acts in a tenant. */
export type Via = Session['via'];
export type DeviceState = Device['state'];
export type Aggregate = NonNullable<HistoryQuery['aggregates']>[number];

export type AuditQuery = ListAuditQuery;
export type DeviceQuery = ListDevicesQuery;
export type ProductQuery = ListProductsQuery;
export type SpaceQuery = ListSpacesQuery;
export type RecordQuery = ListMessagesQuery;

/** What `/health` answers. */
export interface Health {
  readonly status: 'ok' | 'unavailable';
  readonly version: string;
  readonly checks: Readonly<Record<string, string>>;
  /** The parts that are not well. */
  readonly missing?: readonly string[];
}
