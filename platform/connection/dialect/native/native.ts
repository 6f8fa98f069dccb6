import type { DeviceRef } from '#core/device.ts';
import type { Ingest, Refusal } from '#core/ports/ingest.ts';
import type { Dialect } from '../dialect.ts';
import { reportProperties } from './properties.ts';

/** Topic of property reports; topics are the device's own, so they need no device name. */
export const propertiesTopic = 'up/properties';

/**
 * The platform's own dialect: user name `{tenant}/{device}`, password the device's secret, topics `up/…` from the
 * device and `down/…` to it.
 */
export function createNativeDialect(ingest: Ingest): Dialect {
  return { name: 'native', match, claim, onPublish };

  function match(introduction: { readonly username: string | undefined }): boolean {
    return introduction.username?.split('?', 1)[0]?.includes('/') ?? false;
  }

  function claim(introduction: { readonly username: string | undefined; readonly password: Buffer | undefined }) {
    // SDKs of one cloud add what they are, as in `default/pump-1?SDK=…`.
    const [tenant, device, ...more] = (introduction.username?.split('?', 1)[0] ?? '').split('/');
    if (!tenant || !device || more.length > 0 || introduction.password === undefined) return undefined;
    return { tenant, device, secret: introduction.password.toString('utf8') };
  }

  function onPublish(device: DeviceRef, topic: string, bytes: Buffer, start: number, end: number, wanted: boolean): Refusal | undefined {
    if (topic === propertiesTopic) return reportProperties(ingest, device, topic, bytes, start, end);
    if (wanted) return undefined;
    const refusal: Refusal = { reason: 'topic', field: topic.slice(0, 256), expected: propertiesTopic };
    ingest.refuse(device, refusal, topic, bytes.subarray(start, end));
    return refusal;
  }
}
