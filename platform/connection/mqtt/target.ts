// Hot path: bench/ingest. Most clients publish on one topic; where it leads is remembered.
import type { Principal } from '../principal.ts';
import type { Route } from './route/route.ts';
import type { TenantRoutes } from './route/tenant-routes.ts';

/** Where the publications of one client on one topic lead. */
export class Target {
  /** As the client says it. */
  topic = '';
  /** As its tenant's tree has it. */
  full = '';
  allowed = false;
  route: Route | undefined;
  #version = -1;
  #rights = -1;

  /** Makes it the target of `topic`; cheap when it is already and nothing changed. */
  aim(principal: Principal, routes: TenantRoutes, topic: string): void {
    const rights = principal.kind === 'device' ? 0 : principal.rightsVersion;
    if (topic !== this.topic || rights !== this.#rights) {
      this.topic = topic;
      this.#rights = rights;
      this.full = fullTopic(principal, topic);
      this.allowed = principal.kind === 'device' ? this.full.startsWith('up/', mountLength(principal)) : principal.mayPublish(topic);
      this.#version = -1;
    }
    if (routes.version !== this.#version) {
      this.route = this.allowed ? routes.match(this.full) : undefined;
      this.#version = routes.version;
    }
  }

  /** The topic without the device's mount, as its dialect knows it. */
  own(principal: Principal): string {
    return this.full === this.topic ? this.full.slice(mountLength(principal)) : this.topic;
  }
}

function mountLength({ kind, name }: Principal): number {
  return kind === 'device' ? 'devices/'.length + name.length + 1 : 0;
}

/** A device's topics lie below `devices/{device}/`, whether it says so or not. */
export function fullTopic({ kind, name }: Principal, topic: string): string {
  return kind === 'application' || topic.startsWith(`devices/${name}/`) ? topic : `devices/${name}/${topic}`;
}
