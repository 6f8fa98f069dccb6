import { unrestricted } from '#core/access/access.ts';
import { Fault } from '#core/errors.ts';
import { type Credentials, newDeviceSchema } from './device.ts';
import type { DeviceService } from './device-service.ts';
import { newProductSchema } from './product.ts';
import type { ProductService } from './product-service.ts';

/** For programs that bring their own devices: makes what is missing and leaves the rest as it is. */
export interface Ensure {
  /** `product` as for the API; one of that name that exists already is not touched. */
  product(tenant: string, product: unknown): Promise<void>;
  /** The device has a new secret afterwards in any case, as nobody knows the old one. */
  device(tenant: string, device: unknown): Promise<Credentials>;
}

export function createEnsure(products: ProductService, devices: DeviceService): Ensure {
  return {
    async product(tenant, product) {
      await products.create(tenant, newProductSchema.parse(product)).catch(unlessThere);
    },
    async device(tenant, wished) {
      const device = newDeviceSchema.parse(wished);
      const made = await devices.create(tenant, unrestricted, device).catch(unlessThere);
      return made?.credentials ?? devices.rotateSecret(tenant, device.name);
    },
  };
}

function unlessThere(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'ALREADY_EXISTS') return undefined;
  throw error;
}
