import type { Client, DeviceCredentials, DeviceInput } from '@thalamus/sdk';

/** Most devices that the API makes in one call; beyond it they are made one by one, some at a time. */
const devicesPerCallMax = 1000;
/** Most devices that one command makes or simulates. */
export const devicesPerCommandMax = 100_000;
const callsAtOnceMax = 16;

/** A device with the login it was just given. */
export interface DeviceLogin extends DeviceCredentials {
  readonly device: string;
}

/** What a device is to be, but for its name. */
export type DeviceWish = Omit<DeviceInput, 'name'>;

/** Hears how many are done. */
export type Step = (done: number) => void;

/** Makes `<name>-1 … <name>-<count>` and returns their logins in order. */
export async function createDevices(
  client: Client,
  name: string,
  wish: DeviceWish,
  count: number,
  step?: Step,
): Promise<readonly DeviceLogin[]> {
  if (count <= devicesPerCallMax) {
    const { label: _, ...rest } = wish;
    const { items } = await client.createDevices({ name, count, ...rest });
    return items.map((item) => ({ device: item.name, ...item.credentials }));
  }
  return inParallel(numbered(name, count), (device) => createDevice(client, device, wish), step);
}

/** Makes one device. */
export async function createDevice(client: Client, name: string, wish: DeviceWish): Promise<DeviceLogin> {
  const made = await client.createDevice({ name, ...wish });
  return { device: made.name, ...made.credentials };
}

/** `name-1 … name-count`. */
export function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

/** Calls for every item, a bounded number at once; results in order; the first failure ends it. */
export async function inParallel<T, R>(items: readonly T[], call: (item: T) => Promise<R>, step?: Step): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const queue = items.entries();
  let done = 0;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await call(item);
      step?.(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(callsAtOnceMax, items.length) }, worker));
  return results;
}
