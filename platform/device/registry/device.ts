import { z } from 'zod';
import type { Checked } from '#core/filter/checked.ts';
import { filterQuery } from '#core/filter/filter.ts';
import { deviceName, productName } from '#core/names.ts';
import { pageOf, pageQuery } from '#core/page.ts';
import { deviceVocabulary } from './device-filter.ts';
import { deviceStates } from './device-state.ts';
import { isStorable, labelText } from './text.ts';

/** Most devices that one call makes. */
const devicesPerBatchMax = 1000;
/** Longest text to search for, in characters. */
const searchCharsMax = 128;

/** A device as the API shows it. */
export const deviceSchema = z.object({
  name: z.string(),
  label: z.string().nullable(),
  product: z.string(),
  state: z.enum(deviceStates).describe('disabled: may not connect; online; offline: was seen before; inactive: never seen'),
  lastSeenAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type Device = z.infer<typeof deviceSchema>;

export const credentialsSchema = z.object({
  clientId: z.string().describe('MQTT client identifier to use'),
  username: z.string().describe('MQTT user name, and X-Device over HTTP: tenant/device'),
  password: z.string().describe('The secret; shown only now'),
});
export type Credentials = z.infer<typeof credentialsSchema>;

export const registeredSchema = deviceSchema.extend({ credentials: credentialsSchema });
export type Registered = z.infer<typeof registeredSchema>;

export const devicePage = pageOf(deviceSchema).extend({ total: z.int().describe('Devices that fit the filter, on all pages') });

export const deviceListQuery = pageQuery.extend({
  product: productName.optional(),
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
});
export type DeviceListQuery = z.infer<typeof deviceListQuery>;
export type DeviceFilter = Pick<DeviceListQuery, 'product' | 'search' | 'state'> & { readonly filter?: Checked | undefined };

export const newDeviceSchema = z.strictObject({ name: deviceName, product: productName, label: labelText.optional() });
export type NewDevice = z.infer<typeof newDeviceSchema>;

export const newDevicesSchema = z
  .strictObject({ name: deviceName, product: productName, count: z.int().min(1).max(devicesPerBatchMax) })
  .refine(({ name, count }) => deviceName.safeParse(`${name}-${count}`).success, {
    error: 'shorter: the number is added to it',
    path: ['name'],
  });

export const deviceChangeSchema = z.strictObject({ label: labelText.nullable().optional(), disabled: z.boolean().optional() });
export type DeviceChange = z.infer<typeof deviceChangeSchema>;

/** NAME-1 … NAME-count. */
export function numberedNames(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${name}-${at + 1}`);
}

/** What a device needs to connect. */
export function credentialsOf(tenant: string, device: string, password: string): Credentials {
  const username = `${tenant}/${device}`;
  return { clientId: username, username, password };
}
