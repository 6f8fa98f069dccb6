import type { Events } from '#core/events.ts';
import type { LastValue } from '#core/ports/last-values.ts';
import type { ReportBatch } from '#core/report-batch.ts';
import type { LiveTopic } from './live-request.ts';

/** Messages, and refused reports, of one device that one tick carries: the newest. */
export const recordsPerTickMax = 20;

type Frame = Readonly<Record<string, unknown>>;

/** Changes of chosen devices, collected between ticks: of a value the newest wins, of messages the newest few. */
export class DeviceSubscription {
  readonly id: string;
  readonly devices: readonly string[];
  readonly #properties: ReadonlySet<string> | undefined;
  readonly #wantsMessages: boolean;
  /** Time of the newest value known to the client, by device and property: back-filled values don't go back in time. */
  readonly #newest = new Map<string, Map<string, number>>();
  readonly #values = new Map<string, Map<string, LastValue>>();
  readonly #presence = new Map<string, unknown>();
  readonly #messages = new Map<string, unknown[]>();
  readonly #refused = new Map<string, unknown[]>();

  constructor(topic: Extract<LiveTopic, { devices: unknown }>) {
    this.id = topic.id;
    this.devices = [...new Set(topic.devices)];
    this.#properties = topic.properties === undefined ? undefined : new Set(topic.properties);
    this.#wantsMessages = topic.messages === true;
  }

  /** The values of a snapshot that this subscription is about. */
  snapshot(device: string, values: Readonly<Record<string, LastValue>>): Record<string, LastValue> {
    const known: [string, LastValue][] = [];
    for (const [property, value] of Object.entries(values)) {
      if (this.#properties?.has(property) === false) continue;
      known.push([property, value]);
      const pending = this.#values.get(device)?.get(property);
      if (pending !== undefined && pending.ts <= value.ts) this.#values.get(device)?.delete(property);
      this.#advance(device, property, value.ts);
    }
    return Object.fromEntries(known);
  }

  /** Drops what was collected of a device that the client may not see. */
  forget(device: string): void {
    for (const pending of [this.#values, this.#presence, this.#messages, this.#refused]) pending.delete(device);
  }

  /** Takes one row of a batch; nothing of the batch is kept. */
  collect(batch: ReportBatch, row: number): void {
    const device = batch.devices[row]?.name ?? '';
    const ts = (batch.ts[row] ?? 0) / 1000;
    const from = row * batch.properties.length;
    for (let column = 0; column < batch.properties.length; column++) {
      const value = batch.cells[from + column];
      const property = batch.properties[column]?.id;
      if (value === undefined || property === undefined || this.#properties?.has(property) === false) continue;
      if (this.#advance(device, property, ts)) entry(this.#values, device).set(property, { value, ts });
    }
    if (this.#wantsMessages) push(this.#messages, device, messageOf(batch, row, ts));
  }

  collectPresence({ device, online, at, reason }: Events['device.presence']): void {
    this.#presence.set(device.name, { online, at, reason });
  }

  collectRefusal({ device, refusal, at, topic }: Events['report.refused']): void {
    if (!this.#wantsMessages) return;
    push(this.#refused, device.name, { ts: at, topic, reason: refusal.reason, field: refusal.field, expected: refusal.expected });
  }

  /** What changed since the last call. */
  take(): Frame[] {
    const frames: Frame[] = [];
    const values = Array.from(this.#values, ([device, changed]) => [device, Object.fromEntries(changed)] as const);
    const changed = values.filter(([, properties]) => Object.keys(properties).length > 0);
    if (changed.length > 0) frames.push({ id: this.id, values: Object.fromEntries(changed) });
    if (this.#presence.size > 0) frames.push({ id: this.id, presence: Object.fromEntries(this.#presence) });
    if (this.#messages.size > 0) frames.push({ id: this.id, messages: Object.fromEntries(this.#messages) });
    if (this.#refused.size > 0) frames.push({ id: this.id, refused: Object.fromEntries(this.#refused) });
    for (const pending of [this.#values, this.#presence, this.#messages, this.#refused]) pending.clear();
    return frames;
  }

  #advance(device: string, property: string, ts: number): boolean {
    const times = this.#newest.get(device) ?? new Map<string, number>();
    this.#newest.set(device, times);
    const newest = times.get(property);
    if (newest !== undefined && newest > ts) return false;
    times.set(property, ts);
    return true;
  }
}

function messageOf(batch: ReportBatch, row: number, ts: number): unknown {
  const from = row * batch.properties.length;
  const values: Record<string, unknown> = {};
  for (const [column, { id }] of batch.properties.entries()) {
    const value = batch.cells[from + column];
    if (value !== undefined) values[id] = value;
  }
  const extra = batch.extras.get(row);
  return { ts, receivedAt: batch.received, values, ...(extra === undefined ? {} : { extra: { ...extra } }) };
}

function entry(values: Map<string, Map<string, LastValue>>, device: string): Map<string, LastValue> {
  const known = values.get(device);
  if (known !== undefined) return known;
  const made = new Map<string, LastValue>();
  values.set(device, made);
  return made;
}

function push(records: Map<string, unknown[]>, device: string, record: unknown): void {
  const list = records.get(device);
  if (list === undefined) records.set(device, [record]);
  else if (list.push(record) > recordsPerTickMax) list.shift();
}
