import type { Placed } from '#core/access/policy.ts';
import type { ApplicationPrincipal } from '../principal.ts';
import type { ApplicationRights } from './application-rights.ts';

/** One application's login; its rights are replaced while it is connected. */
export class LiveApplication implements ApplicationPrincipal {
  readonly kind = 'application';
  readonly tenant: string;
  readonly name: string;
  #rights: ApplicationRights | undefined;
  /** Rights that are being read: they hear of changes already and hold when `take` is called. */
  #next: ApplicationRights | undefined;
  #version = 1;

  constructor(tenant: string, name: string, rights: ApplicationRights) {
    this.tenant = tenant;
    this.name = name;
    this.#rights = rights;
  }

  get rightsVersion(): number {
    return this.#version;
  }

  mayPublish(topic: string): boolean {
    return this.#rights?.mayPublish(topic) ?? false;
  }

  maySubscribe(filter: string): boolean {
    return this.#rights?.maySubscribe(filter) ?? false;
  }

  mayReceive(topic: string): boolean {
    return this.#rights?.mayReceive(topic) ?? false;
  }

  placed(thing: Placed): void {
    this.#next?.placed(thing);
    if (this.#rights?.placed(thing) === true) this.#version++;
  }

  removed(device: string): void {
    this.#next?.removed(device);
    if (this.#rights?.removed(device) === true) this.#version++;
  }

  prepare(rights: ApplicationRights): void {
    this.#next = rights;
  }

  take(): void {
    this.#rights = this.#next;
    this.#next = undefined;
    this.#version++;
  }

  /** Nothing is allowed any more, or not until rights are known again. */
  close(): void {
    this.#rights = undefined;
    this.#next = undefined;
    this.#version++;
  }
}
