import type { DeviceRef } from '#core/device.ts';
import type { Login } from '../principal.ts';

/** What a peer that is refused is told. One answer for unknown and wrong alike, so that names can't be guessed. */
export const refusals = {
  wrong: { code: 0x86, text: 'no such name and password, key or certificate' },
  forbidden: { code: 0x87, text: 'this client may not connect' },
  busy: { code: 0x89, text: 'too many logins at once; try again in a while' },
  tooWide: { code: 0x97, text: 'the rights of this client name too many devices; give it the tenant as its scope, or fewer devices' },
} as const;

/** A refused login; `reason` is for counters and the device's diary. */
export function refuse(refusal: (typeof refusals)[keyof typeof refusals], reason: string, device?: DeviceRef): Login {
  return { ok: false, reason, code: refusal.code, text: refusal.text, ...(device === undefined ? {} : { device }) };
}
