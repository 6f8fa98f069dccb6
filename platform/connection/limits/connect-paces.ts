import { addressKey } from './address.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import type { GuardPeer } from './guard.ts';
import { KeyedPaces } from './keyed-paces.ts';
import { Pace } from './pace.ts';

/** Addresses, and clients, whose rate is kept; beyond it the one that came longest ago is forgotten. */
const pacedAddressesMax = 20_000;
const pacedClientsMax = 50_000;
/** Connects at once, of an address and of one client: what this many seconds bring. */
const addressBurstS = 10;
const clientBurstS = 30;

interface ListenerPaces {
  readonly connects: Pace;
  /** Refusals that are still answered. */
  readonly answers: Pace;
}

/** How fast CONNECT packets may come: by listener, address and client. */
export class ConnectPaces {
  readonly #limits: () => ConnectionLimits;
  readonly #listeners = new Map<string, ListenerPaces>();
  readonly #addresses = new KeyedPaces(pacedAddressesMax);
  readonly #clients = new KeyedPaces(pacedClientsMax);

  constructor(limits: () => ConnectionLimits) {
    this.#limits = limits;
  }

  /** Takes one CONNECT; the name of the limit that it is above. */
  take(peer: GuardPeer, clientId: string, username: string | undefined, now: number): string | undefined {
    const { addressConnectsPerSecondMax: perAddress, clientIdConnectsPerSecondMax: perClient } = this.#limits();
    const { connects, answers } = this.#listener(peer.listener);
    // Who comes too often for itself must not use up what its listener has for others.
    const address = addressKey(peer.address);
    // Who it says it is and where it is belong to it: by its client identifier alone, somebody could lock out somebody else.
    const client = `${address} ${username ?? ''} ${clientId}`;
    if (clientId !== '' && !this.#clients.take(client, now, perClient, perClient * clientBurstS)) return 'clientId.connectsPerSecond';
    if (!peer.loopback && !this.#addresses.take(address, now, perAddress, perAddress * addressBurstS)) return 'address.connectsPerSecond';
    if (connects.waitMs(now) === 0) {
      connects.take(now, 1);
      return undefined;
    }
    answers.take(now, 1);
    return 'listener.connectsPerSecond';
  }

  /** True when so many come to a listener that even refusing them would cost too much. */
  isStorming(listener: string, now: number): boolean {
    const { connects, answers } = this.#listener(listener);
    return connects.waitMs(now) > 0 && answers.waitMs(now) > 0;
  }

  clear(): void {
    this.#listeners.clear();
    this.#addresses.clear();
    this.#clients.clear();
  }

  #listener(name: string): ListenerPaces {
    const known = this.#listeners.get(name);
    if (known !== undefined) return known;
    const { listenerConnectsPerSecondMax: rate, listenerConnectBurstMax: burst } = this.#limits();
    const made = { connects: new Pace(rate, burst), answers: new Pace(rate, rate) };
    this.#listeners.set(name, made);
    return made;
  }
}
