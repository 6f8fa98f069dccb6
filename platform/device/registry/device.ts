import { z } from 'zod';
import type { Access } from '#core/access/access.ts';
import type { Placed } from '#core/access/policy.ts';
import type { Checked } from '#core/filter/checked.ts';
import { filterQuery } from '#core/filter/filter.ts';
import { deviceName, productName, spaceName } from '#core/names.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { deviceVocabulary } from './device-filter.ts';
import { deviceStates } from './device-state.ts';
import { isStorable, labelText } from './text.ts';

/** Most devices that one call makes. */
const devicesPerBatchMax = 1000;
/** Devices that a list counts unless asked for the exact total; of more it says that there are more. */
export const countedDevicesMax = 10_000;
/** Longest text to search for, in characters. */
const searchCharsMax = 128;

/** Labels of one device. */
const labelsPerDeviceMax = 50;

const labelKey = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}$/, 'letters, digits and underscores, 1 to 63, starting with a letter');
const labelsSchema = z
  .record(labelKey, z.string().max(256).refine(isStorable, 'text without NUL characters'))
  .refine((labels) => Object.keys(labels).length <= labelsPerDeviceMax, `at most ${labelsPerDeviceMax} labels`);
export type Labels = Readonly<Record<string, string>>;

/** Where a device stands, and what it carries. */
export interface Placement {
  readonly space: string;
  readonly labels: Labels;
}

/** What the caller may be allowed to do to one device. */
const deviceActions = ['device.write', 'device.credential', 'data.query'] as const;

/** A device as the API shows it. */
const deviceFields = z.object({
  name: z.string(),
  label: z.string().nullable(),
  product: z.string(),
  space: z.string(),
  labels: z.record(z.string(), z.string()),
  state: z.enum(deviceStates).describe('disabled: may not connect; online; offline: was seen before; inactive: never seen'),
  lastSeenAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  may: z.array(z.enum(deviceActions)).describe('What you may do to it'),
});
export const deviceSchema = deviceFields.meta({ id: 'Device' });
export type Device = z.infer<typeof deviceSchema>;

export const credentialsSchema = z
  .object({
    clientId: z.string().describe('MQTT client identifier to use'),
    username: z.string().describe('MQTT user name, and X-Device over HTTP: tenant/device'),
    password: z.string().describe('The secret; shown only now'),
  })
  .meta({ id: 'DeviceCredentials' });
export type Credentials = z.infer<typeof credentialsSchema>;

export const registeredSchema = deviceFields.extend({ credentials: credentialsSchema }).meta({ id: 'NewDevice' });
export type Registered = z.infer<typeof registeredSchema>;

export const devicePage = pageOf(deviceSchema)
  .extend({
    total: z.int().nullable().describe('Devices that fit the filter, on all pages; null with `total=none`'),
    totalIsLeast: z
      .boolean()
      .describe(`True when there are more than \`total\`: counting ends at ${countedDevicesMax} but with \`total=exact\``),
  })
  .meta({ id: 'DevicePage' });

/** Orders of a list. */
const deviceSorts = ['name', '-name', 'createdAt', '-createdAt'] as const;
export type DeviceSort = (typeof deviceSorts)[number];

export const deviceListQuery = pageQuery.extend({
  product: productName.optional(),
  space: spaceName.optional().describe('Those in this space or below'),
  search: z
    .string()
    .trim()
    .min(1)
    .max(searchCharsMax)
    .refine(isStorable, 'text without NUL characters')
    .optional()
    .describe('Part of the name or label'),
  state: z.enum(deviceStates).optional(),
  filter: filterQuery(deviceVocabulary),
  sort: z.enum(deviceSorts).default('name').describe('A minus turns the order around'),
  total: z
    .enum(['bounded', 'exact', 'none'])
    .default('bounded')
    .describe(`bounded: counts to ${countedDevicesMax}; exact: all, which of a million takes seconds; none: not at all`),
});
export type DeviceListQuery = z.infer<typeof deviceListQuery>;
export type DeviceFilter = Pick<DeviceListQuery, 'product' | 'search' | 'state'> & {
  readonly filter?: Checked | undefined;
  /** Names of the spaces that they stand in. */
  readonly space?: readonly string[] | undefined;
  /** What the caller may see; undefined: all. */
  readonly reach?: Checked | undefined;
};

export const newDeviceSchema = z
  .strictObject({
    name: deviceName,
    product: productName,
    label: labelText.optional(),
    space: spaceName.default('root').describe('The space it stands in'),
    labels: labelsSchema.default({}),
  })
  .meta({ id: 'DeviceInput' });
export type NewDevice = z.output<typeof newDeviceSchema>;

export const newDevicesSchema = z
  .strictObject({
    name: deviceName,
    product: productName,
    count: z.int().min(1).max(devicesPerBatchMax),
    space: spaceName.default('root'),
    labels: labelsSchema.default({}),
  })
  .refine(({ name, count }) => deviceName.safeParse(`${name}-${count}`).success, {
    error: 'shorter: the number is added to it',
    path: ['name'],
  })
  .meta({ id: 'DeviceBatchInput' });

export type NewDevices = z.output<typeof newDevicesSchema>;

export const deviceChangeSchema = z
  .strictObject({
    label: labelText.nullable().optional(),
    disabled: z.boolean().optional(),
    space: spaceName.optional().describe('Moves it'),
    labels: labelsSchema.optional().describe('All labels anew'),
  })
  .meta({ id: 'DevicePatch' });
export type DeviceChange = z.infer<typeof deviceChangeSchema>;

/** What of one device the caller may do. */
export function mayOnDevice(access: Access, device: Placed): (typeof deviceActions)[number][] {
  return deviceActions.filter((action) => access.may(action, device));
}

/** NAME-1 … NAME-count. */
export function numberedNames(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${name}-${at + 1}`);
}

/** What a device needs to connect. */
export function credentialsOf(tenant: string, device: string, password: string): Credentials {
  const username = `${tenant}/${device}`;
  return { clientId: username, username, password };
}
