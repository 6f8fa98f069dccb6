import type { DemoProduct } from './demo-devices.ts';

/** A device's MQTT login. */
export interface DemoLogin {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/** What the demo asks of the device platform. */
export interface DemoRegistry {
  /** Makes the product when there is none of that name. */
  ensureProduct(tenant: string, product: DemoProduct): Promise<void>;
  /** Makes the device when there is none of that name; gives it a new secret in any case. */
  ensureDevice(tenant: string, device: { readonly name: string; readonly label: string; readonly product: string }): Promise<DemoLogin>;
}
