import type { DeviceRef } from '#core/device.ts';
import type { Ingest } from '#core/ports/ingest.ts';
import type { Dialect } from '../dialect.ts';
import { reportProperties } from './properties.ts';

/** Topic of property reports; topics are the device's own, so they need no device name. */
export const propertiesTopic = 'up/properties';

/**
 * The platform's own dialect: user name `{tenant}/{device}`, password the device's secret, topics `up/…` from the
 * device and `down/…` to it.
 */
export function createNativeDialect(ingest: Ingest): Dialect {
  return { name: 'native', match, claim, maySubscribe, onPublish };

  function match(introduction: { readonly username: string | undefined }): boolean {
    return introduction.username?.includes('/') ?? false;
  }

  function claim(introduction: { readonly username: string | undefined; readonly password: Buffer | undefined }) {
    const [tenant, device, ...more] = (introduction.username ?? '').split('/');
    if (!tenant || !device || more.length > 0 || introduction.password === undefined) return undefined;
    return { tenant, device, secret: introduction.password.toString('utf8') };
  }

  function maySubscribe(_device: DeviceRef, filter: string): boolean {
    const first = filter.split('/', 1)[0];
    return first === 'up' || first === 'down' || first === '#' || first === '+';
  }

  function onPublish(device: DeviceRef, topic: string, bytes: Buffer, start: number, end: number): void {
    if (topic === propertiesTopic) {
      reportProperties(ingest, device, topic, bytes, start, end);
      return;
    }
    ingest.refuse(device, { reason: 'topic', field: topic.slice(0, 256), expected: propertiesTopic }, topic, bytes.subarray(start, end));
  }
}
