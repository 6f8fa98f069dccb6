export { ApiError, type ErrorPlace } from './api-error.ts';
export { type Client, createClient } from './client.ts';
export { etagOf } from './etag.ts';
export type { LiveClient, LiveState, LiveSubscription } from './live.ts';
export type {
  LiveFrame,
  LiveMessage,
  LivePresence,
  LiveRefused,
  LiveSnapshot,
  LiveTopic,
  LiveValue,
} from './live-types.ts';
// All of the contract, so that a new route needs no line here.
export type * from './operations.generated.ts';
export { paginate } from './paginate.ts';
export type { CallOptions, ChangeOptions, ClientOptions } from './transport.ts';
export type {
  Aggregate,
  AuditQuery,
  DataType,
  DeviceQuery,
  DeviceState,
  Health,
  Page,
  PageQuery,
  ProductMode,
  ProductQuery,
  RecordQuery,
  SpaceQuery,
  TenantChoice,
  Time,
  TimeInput,
  Via,
} from './types.ts';
