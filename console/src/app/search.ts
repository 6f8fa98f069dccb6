import type { DeviceState } from '@thalamus/sdk';

type Raw = Record<string, unknown>;

export const deviceStates: readonly DeviceState[] = ['online', 'offline', 'inactive', 'disabled'];
export const deviceTabs = ['overview', 'messages', 'refused', 'connection', 'connect', 'credentials'] as const;
export type DeviceTab = (typeof deviceTabs)[number];
export const ranges = ['live', '1h', '6h', '24h', '7d'] as const;
export type Range = (typeof ranges)[number];

export const deviceColumns = ['labels'] as const;

export interface DevicesSearch {
  readonly search?: string;
  readonly product?: string;
  readonly state?: DeviceState;
  /** Those in this space or below. */
  readonly space?: string;
  /** `labels`: with the labels of each device. */
  readonly show?: (typeof deviceColumns)[number];
  /** A condition in the filter language. */
  readonly filter?: string;
  readonly cursor?: string;
  /** Number of the page that `cursor` leads to, from 1; only for showing "51–100". */
  readonly page?: number;
}

export interface DeviceSearch {
  readonly tab?: DeviceTab;
  readonly range?: Range;
  /** A fixed stretch of time in ms, chosen or zoomed into; `range` is what Reset goes back to. */
  readonly from?: number;
  readonly to?: number;
  /** Properties shown, separated by commas. */
  readonly show?: string;
  readonly view?: 'table';
}

export const auditSpans = ['1h', '24h', '7d', '30d'] as const;
export type AuditSpan = (typeof auditSpans)[number];
export const auditOutcomes = ['done', 'refused'] as const;

export interface AuditSearch {
  readonly since?: AuditSpan;
  readonly actor?: string;
  readonly action?: string;
  readonly type?: string;
  readonly resource?: string;
  readonly outcome?: (typeof auditOutcomes)[number];
  readonly cursor?: string;
  /** Number of the page that `cursor` leads to, from 1. */
  readonly page?: number;
}

// A URL is typed by people too: what isn't understood is dropped, never an error.

export function devicesSearch(raw: Raw): DevicesSearch {
  return {
    ...text(raw, 'search'),
    ...text(raw, 'product'),
    ...oneOf(raw, 'state', deviceStates),
    ...text(raw, 'space'),
    ...oneOf(raw, 'show', deviceColumns),
    ...text(raw, 'filter'),
    ...text(raw, 'cursor'),
    ...count(raw, 'page'),
  };
}

export function deviceSearch(raw: Raw): DeviceSearch {
  const from = count(raw, 'from').from;
  const to = count(raw, 'to').to;
  return {
    ...oneOf(raw, 'tab', deviceTabs),
    ...oneOf(raw, 'range', ranges),
    ...(from !== undefined && to !== undefined && from < to ? { from, to } : {}),
    ...text(raw, 'show'),
    ...oneOf(raw, 'view', ['table'] as const),
  };
}

export function auditSearch(raw: Raw): AuditSearch {
  return {
    ...oneOf(raw, 'since', auditSpans),
    ...text(raw, 'actor'),
    ...text(raw, 'action'),
    ...text(raw, 'type'),
    ...text(raw, 'resource'),
    ...oneOf(raw, 'outcome', auditOutcomes),
    ...text(raw, 'cursor'),
    ...count(raw, 'page'),
  };
}

export function newDeviceSearch(raw: Raw): { product?: string; space?: string } {
  return { ...text(raw, 'product'), ...text(raw, 'space') };
}

/** A list with a dialog that makes another one of its things. */
export function createSearch(raw: Raw): { create?: true } {
  return raw.create === true ? { create: true } : {};
}

/** `from`: the role that a new one begins with. */
export function newRoleSearch(raw: Raw): { from?: string } {
  return text(raw, 'from');
}

export const connectionSorts = ['owner', '-connectedAt', '-talk', '-waiting'] as const;

export interface ConnectionsSearch {
  readonly search?: string;
  readonly filter?: string;
  readonly sort?: (typeof connectionSorts)[number];
  readonly cursor?: string;
  /** Number of the page that `cursor` leads to, from 1. */
  readonly page?: number;
}

export function connectionsSearch(raw: Raw): ConnectionsSearch {
  return {
    ...text(raw, 'search'),
    ...text(raw, 'filter'),
    ...oneOf(raw, 'sort', connectionSorts),
    ...text(raw, 'cursor'),
    ...count(raw, 'page'),
  };
}

/** `device` and `client`: what a new trace begins with. */
export function tracesSearch(raw: Raw): { create?: true; device?: string; client?: string } {
  return { ...createSearch(raw), ...text(raw, 'device'), ...text(raw, 'client') };
}

export const limitTabs = ['bans', 'limits'] as const;

export function limitsSearch(raw: Raw): { tab?: (typeof limitTabs)[number]; create?: true } {
  return { ...oneOf(raw, 'tab', limitTabs), ...createSearch(raw) };
}

export const operatorLimitTabs = ['limits', 'addresses'] as const;

export function operatorLimitsSearch(raw: Raw): { tab?: (typeof operatorLimitTabs)[number]; create?: true } {
  return { ...oneOf(raw, 'tab', operatorLimitTabs), ...createSearch(raw) };
}

export const memberTabs = ['members', 'invitations'] as const;

export interface MembersSearch {
  readonly tab?: (typeof memberTabs)[number];
  readonly create?: true;
  readonly cursor?: string;
  /** Number of the page that `cursor` leads to, from 1. */
  readonly page?: number;
}

export function membersSearch(raw: Raw): MembersSearch {
  return { ...oneOf(raw, 'tab', memberTabs), ...createSearch(raw), ...text(raw, 'cursor'), ...count(raw, 'page') };
}

/** `account`: the service account that a new key is for. */
export function apiKeySearch(raw: Raw): { create?: true; account?: string } {
  return { ...createSearch(raw), ...text(raw, 'account') };
}

export function spacesSearch(raw: Raw): { search?: string; create?: true } {
  return { ...text(raw, 'search'), ...createSearch(raw) };
}

export interface TenantsSearch {
  readonly search?: string;
  readonly cursor?: string;
  /** Number of the page that `cursor` leads to, from 1. */
  readonly page?: number;
  /** The dialog is open. */
  readonly create?: true;
}

export function tenantsSearch(raw: Raw): TenantsSearch {
  return { ...text(raw, 'search'), ...text(raw, 'cursor'), ...count(raw, 'page'), ...createSearch(raw) };
}

const tenantDialogs = ['look', 'invite'] as const;

/** `dialog` is open on a tenant's page. */
export function tenantSearch(raw: Raw): { dialog?: (typeof tenantDialogs)[number] } {
  return oneOf(raw, 'dialog', tenantDialogs);
}

export function operatorsSearch(raw: Raw): { add?: true } {
  return raw.add === true ? { add: true } : {};
}

export const usageMeasures = ['messages', 'points', 'bytesIn', 'requests', 'connectionsPeak', 'refused', 'slowed'] as const;
export type UsageMeasure = (typeof usageMeasures)[number];

export function usageSearch(raw: Raw): { show?: UsageMeasure; view?: 'table' } {
  return { ...oneOf(raw, 'show', usageMeasures), ...oneOf(raw, 'view', ['table'] as const) };
}

export const settingsTabs = ['general', 'sso', 'authorities', 'issuers'] as const;

export function settingsSearch(raw: Raw): { tab?: (typeof settingsTabs)[number] } {
  return oneOf(raw, 'tab', settingsTabs);
}

export const accountTabs = ['profile', 'security', 'sessions'] as const;

export function accountSearch(raw: Raw): { tab?: (typeof accountTabs)[number] } {
  return oneOf(raw, 'tab', accountTabs);
}

export interface SignInSearch {
  readonly next?: string;
  /** Code and reason of a sign-in through an organisation that failed. */
  readonly error?: string;
  readonly reason?: string;
}

/** `next` is only ever a path of this console, so that a link can't lead a person away after signing in. */
export function signInSearch(raw: Raw): SignInSearch {
  const next = typeof raw.next === 'string' && /^\/(?![/\\])/.test(raw.next) ? raw.next : undefined;
  return { ...(next === undefined ? {} : { next }), ...text(raw, 'error'), ...text(raw, 'reason') };
}

function text<K extends string>(raw: Raw, key: K): { [key in K]?: string } {
  const value = raw[key];
  // The router parses `?search=7` as a number, `?filter=true` as a boolean.
  const words = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return (typeof words === 'string' && words !== '' ? { [key]: words } : {}) as { [key in K]?: string };
}

function count<K extends string>(raw: Raw, key: K): { [key in K]?: number } {
  const value = raw[key];
  return (typeof value === 'number' && Number.isFinite(value) && value > 0 ? { [key]: value } : {}) as { [key in K]?: number };
}

function oneOf<K extends string, V extends string>(raw: Raw, key: K, allowed: readonly V[]): { [key in K]?: V } {
  const value = allowed.find((each) => each === raw[key]);
  return (value === undefined ? {} : { [key]: value }) as { [key in K]?: V };
}
