import type { ThingModel } from './thing-model.ts';

/** A product as the data plane sees it: one object per product in memory; `model` is replaced when the product changes. */
export interface ProductRef {
  readonly tenant: string;
  readonly name: string;
  model: ThingModel;
}

/** A device as the data plane sees it: one object per device in memory, shared by all who speak of it. */
export interface DeviceRef {
  readonly tenant: string;
  readonly name: string;
  readonly product: ProductRef;
  /** Where it stands and what it carries; replaced when that changes. */
  space: string;
  labels: Readonly<Record<string, string>>;
}
