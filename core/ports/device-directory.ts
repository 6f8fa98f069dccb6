import type { DeviceRef, ProductRef } from '../device.ts';

/** Why a login was refused; told to operators, never in detail to the peer. */
export type LoginRefusal = 'unknown-device' | 'wrong-secret' | 'disabled';

export type LoginResult =
  | {
      readonly ok: true;
      readonly device: DeviceRef;
      /** Which of its secrets, as in `secret:<id>`. */
      readonly credential: string;
      readonly expiresAt?: number | undefined;
    }
  | { readonly ok: false; readonly reason: LoginRefusal; readonly device?: DeviceRef | undefined };

/** What the data plane asks of the registry: who is this, and what may it say. */
export interface DeviceDirectory {
  /** Checks a device's secret in constant time. Throws `ENGINE_DOWN` when the registry can't be asked. */
  login(tenant: string, device: string, secret: string): Promise<LoginResult>;
  /** Every product of every tenant, for building tables at start and after the telemetry engine came back. */
  products(): Promise<readonly ProductRef[]>;
  /** One device, from memory when known. Undefined when there is none. */
  device(tenant: string, name: string): Promise<DeviceRef | undefined>;
  /** One product, from memory when known. Undefined when there is none. */
  product(tenant: string, name: string): Promise<ProductRef | undefined>;
}
