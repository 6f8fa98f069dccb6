import type { Placed } from '#core/access/policy.ts';
import type { Events } from '#core/events.ts';

/** Changes of a fleet kept for a client that does not keep up; beyond it the client is told to read the list again. */
export const fleetChangesMax = 10_000;

/** The fleet's coming and going, collected between ticks. */
export class FleetSubscription {
  readonly id: string;
  readonly #presence = new Map<string, unknown>();
  /** True: registered; false: removed. */
  readonly #devices = new Map<string, boolean>();
  readonly #sees: (device: Placed) => boolean;
  #missed = false;

  constructor(id: string, sees: (device: Placed) => boolean) {
    this.id = id;
    this.#sees = sees;
  }

  collectPresence({ device, online, at, reason }: Events['device.presence']): void {
    if (this.#sees(device) && this.#room()) this.#presence.set(device.name, { online, at, reason });
  }

  collectDevice(device: Placed, registered: boolean): void {
    if (this.#sees(device) && this.#room()) this.#devices.set(device.name, registered);
  }

  /** What changed since the last call. */
  take(): Readonly<Record<string, unknown>>[] {
    const { id } = this;
    const frames: Readonly<Record<string, unknown>>[] = [];
    if (this.#missed) frames.push({ id, error: { code: 'OVERLOADED', detail: 'More changed than could be told; read the list again' } });
    if (this.#presence.size > 0) frames.push({ id, presence: Object.fromEntries(this.#presence) });
    const registered = [...this.#devices].filter(([, there]) => there).map(([name]) => name);
    const removed = [...this.#devices].filter(([, there]) => !there).map(([name]) => name);
    if (this.#devices.size > 0) {
      frames.push({ id, ...(registered.length > 0 ? { registered } : {}), ...(removed.length > 0 ? { removed } : {}) });
    }
    this.#presence.clear();
    this.#devices.clear();
    this.#missed = false;
    return frames;
  }

  #room(): boolean {
    if (this.#presence.size + this.#devices.size < fleetChangesMax) return true;
    this.#presence.clear();
    this.#devices.clear();
    this.#missed = true;
    return true;
  }
}
