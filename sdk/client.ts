import { createLiveClient, type LiveClient } from './live.ts';
import { type CallOptions, type ClientOptions, createTransport, type Repeat, type Request } from './transport.ts';
import type * as T from './types.ts';

/** One method per operation of the API; every one throws `ApiError`. */
export type Client = ReturnType<typeof createClient>;

/** A client of one platform. Calls that may be repeated are, with backoff, on 429, 503 and when no answer came. */
export function createClient(options: ClientOptions = {}) {
  const transport = createTransport(options);

  const get = <R>(path: string, query: object | undefined, call: CallOptions | undefined) =>
    transport.send<R>({ method: 'GET', path: `/api/v1${path}`, query, repeat: 'always', ...call });
  const send = <R>(method: Request['method'], path: string, body: unknown, repeat: Repeat, call: CallOptions | undefined) =>
    transport.send<R>({ method, path: `/api/v1${path}`, body, repeat, ...call });
  // The key makes a repeated creation answer what the first one answered.
  const create = <R>(path: string, body: unknown, call: CallOptions | undefined) =>
    transport.send<R>({
      method: 'POST',
      path: `/api/v1${path}`,
      body,
      repeat: 'always',
      headers: { 'idempotency-key': randomKey() },
      ...call,
    });

  return {
    signIn: (body: { readonly email: string; readonly password: string }, call?: CallOptions) =>
      send<T.Session>('POST', '/session', body, 'never', call),
    getSession: (call?: CallOptions) => get<T.Session>('/session', undefined, call),
    signOut: (call?: CallOptions) => send<void>('DELETE', '/session', undefined, 'always', call),
    changePassword: (body: { readonly current: string; readonly next: string }, call?: CallOptions) =>
      send<T.Session>('POST', '/session/password', body, 'never', call),

    listApiKeys: (query?: T.PageQuery, call?: CallOptions) => get<T.Page<T.ApiKey>>('/api-keys', query, call),
    createApiKey: (body: T.ApiKeyInput, call?: CallOptions) => create<T.NewApiKey>('/api-keys', body, call),
    deleteApiKey: (id: string, call?: CallOptions) => send<void>('DELETE', `/api-keys/${encode(id)}`, undefined, 'always', call),

    listSpaces: (query?: T.SpaceQuery, call?: CallOptions) => get<T.Page<T.Space>>('/spaces', query, call),
    createSpace: (body: T.SpaceInput, call?: CallOptions) => create<T.Space>('/spaces', body, call),
    getSpace: (space: string, call?: CallOptions) => get<T.Space>(`/spaces/${encode(space)}`, undefined, call),
    updateSpace: (space: string, body: T.SpacePatch, call?: CallOptions) =>
      send<T.Space>('PATCH', `/spaces/${encode(space)}`, body, 'always', call),
    deleteSpace: (space: string, call?: CallOptions) => send<void>('DELETE', `/spaces/${encode(space)}`, undefined, 'always', call),

    listActions: (call?: CallOptions) => get<{ readonly items: readonly T.ActionInfo[] }>('/actions', undefined, call),
    listRoles: (query?: T.PageQuery, call?: CallOptions) => get<T.Page<T.Role>>('/roles', query, call),
    createRole: (body: T.RoleInput, call?: CallOptions) => create<T.Role>('/roles', body, call),
    getRole: (role: string, call?: CallOptions) => get<T.Role>(`/roles/${encode(role)}`, undefined, call),
    updateRole: (role: string, body: T.RolePatch, call?: CallOptions) =>
      send<T.Role>('PATCH', `/roles/${encode(role)}`, body, 'refused', call),
    deleteRole: (role: string, call?: CallOptions) => send<void>('DELETE', `/roles/${encode(role)}`, undefined, 'always', call),

    listAudit: (query?: T.AuditQuery, call?: CallOptions) => get<T.Page<T.AuditEntry>>('/audit', query, call),
    /** One page of the export: repeat with `next` as the cursor until it is null. */
    exportAudit: (query: T.AuditQuery & { readonly format: 'csv' | 'jsonl' }, call?: CallOptions) =>
      get<T.AuditExportPage>('/audit/export', query, call),

    getPlatform: (call?: CallOptions) => get<T.Platform>('/platform', undefined, call),
    getHealth: (call?: CallOptions) =>
      transport.send<T.Health>({ method: 'GET', path: '/health', repeat: 'always', accept: [503], ...call }),

    listProducts: (query?: T.ProductQuery, call?: CallOptions) => get<T.ProductPage>('/products', query, call),
    createProduct: (body: T.ProductInput, call?: CallOptions) => create<T.Product>('/products', body, call),
    getProduct: (product: string, call?: CallOptions) => get<T.Product>(`/products/${encode(product)}`, undefined, call),
    /** With `ifMatch` (the product's version as read) a change made in the meantime is a CONFLICT. */
    updateProduct: (product: string, body: T.ProductPatch, call?: CallOptions & { readonly ifMatch?: string | undefined }) =>
      transport.send<T.Product>({
        method: 'PATCH',
        path: `/api/v1/products/${encode(product)}`,
        body,
        repeat: 'refused',
        signal: call?.signal,
        headers: call?.ifMatch === undefined ? undefined : { 'if-match': call.ifMatch },
      }),

    listDevices: (query?: T.DeviceQuery, call?: CallOptions) => get<T.DevicePage>('/devices', query, call),
    createDevice: (body: T.DeviceInput, call?: CallOptions) => create<T.NewDevice>('/devices', body, call),
    createDevices: (body: T.DeviceBatchInput, call?: CallOptions) =>
      create<{ readonly items: readonly T.NewDevice[] }>('/devices/batch', body, call),
    getDevice: (device: string, call?: CallOptions) => get<T.Device>(`/devices/${encode(device)}`, undefined, call),
    updateDevice: (device: string, body: T.DevicePatch, call?: CallOptions) =>
      send<T.Device>('PATCH', `/devices/${encode(device)}`, body, 'always', call),
    deleteDevice: (device: string, call?: CallOptions) => send<void>('DELETE', `/devices/${encode(device)}`, undefined, 'always', call),
    rotateDeviceSecret: (device: string, call?: CallOptions) =>
      create<{ readonly credentials: T.DeviceCredentials }>(`/devices/${encode(device)}/secret`, undefined, call),

    getValues: (device: string, call?: CallOptions) => get<T.DeviceValues>(`/devices/${encode(device)}/values`, undefined, call),
    queryHistory: (body: T.HistoryQuery, call?: CallOptions) => send<T.History>('POST', '/history', body, 'always', call),
    listMessages: (device: string, query?: T.RecordQuery, call?: CallOptions) =>
      get<{ readonly items: readonly T.Message[] }>(`/devices/${encode(device)}/messages`, query, call),
    listRefused: (device: string, query?: T.RecordQuery, call?: CallOptions) =>
      get<{ readonly items: readonly T.Refused[] }>(`/devices/${encode(device)}/refused`, query, call),

    getDemoFleet: (call?: CallOptions) => get<T.DemoFleet>('/demo-fleet', undefined, call),
    startDemoFleet: (call?: CallOptions) => create<T.DemoFleet>('/demo-fleet', undefined, call),
    stopDemoFleet: (call?: CallOptions) => send<T.DemoFleet>('DELETE', '/demo-fleet', undefined, 'always', call),

    /** A live connection; it opens with its first subscription, reconnects by itself, and is closed with `close()`. */
    live: (): LiveClient => createLiveClient(transport),
  };
}

/** Those operations of a route table that the client has no method for; what devices call (`/device/…`) is not the SDK's. */
export function missingInSdk(routes: readonly { readonly id: string; readonly path: string }[]): string[] {
  const client = createClient({ url: 'http://localhost' });
  return routes.filter(({ id, path }) => !path.startsWith('/device/') && !Object.hasOwn(client, id)).map(({ id }) => id);
}

function encode(segment: string): string {
  return encodeURIComponent(segment);
}

// `crypto.randomUUID` is missing on pages served over plain HTTP from another machine; `getRandomValues` is not.
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
