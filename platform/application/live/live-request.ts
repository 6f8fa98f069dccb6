import { z } from 'zod';
import { deviceName, propertyName } from '#core/names.ts';

/** Devices that one subscription may name. */
export const devicesPerSubscriptionMax = 500;
/** Properties that one subscription may name. */
export const propertiesPerSubscriptionMax = 100;

const subscriptionId = z.string().min(1).max(64);
const deviceTopic = z.strictObject({
  id: subscriptionId,
  devices: z.array(deviceName).min(1).max(devicesPerSubscriptionMax),
  properties: z.array(propertyName).min(1).max(propertiesPerSubscriptionMax).optional(),
  messages: z.boolean().optional(),
});
const fleetTopic = z.strictObject({ id: subscriptionId, fleet: z.literal(true) });
const liveTopic = z.union([fleetTopic, deviceTopic]);

/** What a client may ask for: chosen devices, or the fleet's coming and going. */
export type LiveTopic = z.output<typeof liveTopic>;

const liveRequest = z.union([z.strictObject({ subscribe: liveTopic }), z.strictObject({ unsubscribe: subscriptionId })]);
export type LiveRequest = z.output<typeof liveRequest>;

/** One frame of a client; undefined when it is not one. */
export function readLiveRequest(text: string): LiveRequest | undefined {
  try {
    return liveRequest.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The same as a query string, for the event stream: `devices=a,b&properties=x&messages=1` or `fleet=1`. */
export function readLiveQuery(query: Readonly<Record<string, unknown>>, id: string): LiveTopic | undefined {
  if (query.fleet === '1') return { id, fleet: true };
  const list = (value: unknown) => (typeof value === 'string' && value !== '' ? value.split(',') : undefined);
  const properties = list(query.properties);
  const topic = { id, devices: list(query.devices), messages: query.messages === '1', ...(properties === undefined ? {} : { properties }) };
  return deviceTopic.safeParse(topic).data;
}
