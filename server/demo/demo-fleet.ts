import type { Kysely } from 'kysely';
import { Fault } from '#core/errors.ts';
import type { Logger } from '#core/logger.ts';
import type { Route } from '#core/route.ts';
import { createFleet, type Fleet, type FleetDevice, type FleetStats } from '#testing/simulator/fleet.ts';
import { pastBatches } from '#testing/simulator/source.ts';
import { type DemoDevice, demoDevices, demoProducts } from './demo-devices.ts';
import type { DemoRegistry } from './demo-needs.ts';
import { type DemoControl, type DemoStatus, demoRoutes } from './demo-routes.ts';
import { createDemoStore } from './demo-store.ts';

/** Points of the past that go into one message, of which every device sends one a second. */
const demoBatchPointsMax = 1_000;
/** How long stopping waits for acknowledgements. */
const demoDrainMs = 2_000;

export interface DemoFleetNeeds {
  readonly db: Kysely<unknown>;
  readonly tenantDb: (tenant: string) => Kysely<unknown>;
  readonly registry: DemoRegistry;
  /** Where our own listener is, asked when a fleet starts. */
  readonly mqttUrl: () => string;
  readonly log: Logger;
  readonly now: () => number;
}

/** Simulated devices that speak real MQTT to this platform, one fleet per tenant. */
export interface DemoFleet extends DemoControl, AsyncDisposable {
  readonly routes: readonly Route[];
  /** Starts again what ran when the platform stopped; to be called once devices can connect. */
  resume(): Promise<void>;
  stats(tenant: string): FleetStats | undefined;
}

/** Makes the demo; nothing runs before `start` or `resume`. */
export function createDemoFleet(needs: DemoFleetNeeds): DemoFleet {
  const store = createDemoStore(needs.db, needs.tenantDb);
  const fleets = new Map<string, Fleet>();
  // Starting and stopping of a tenant's fleet follow each other; two clicks at once make one fleet.
  const queues = new Map<string, Promise<unknown>>();

  const demo: DemoFleet = {
    get routes() {
      return demoRoutes(demo);
    },
    status,
    start: (tenant) => inTurn(tenant, () => start(tenant)),
    stop: (tenant) => inTurn(tenant, () => stop(tenant)),
    resume,
    stats: (tenant) => fleets.get(tenant)?.stats(),
    async [Symbol.asyncDispose]() {
      // What runs stays marked as running, so that the next start of the platform goes on.
      await Promise.all([...fleets.values()].map((fleet) => fleet.stop(demoDrainMs)));
      fleets.clear();
    },
  };
  return demo;

  async function status(tenant: string): Promise<DemoStatus> {
    const running = fleets.has(tenant);
    const devices = running ? (fleets.get(tenant)?.stats().devices ?? 0) : 0;
    return { running, devices, products: demoProducts.map((product) => product.name) };
  }

  async function start(tenant: string): Promise<DemoStatus> {
    if (fleets.has(tenant)) return status(tenant);
    if (!needs.mqttUrl().startsWith('mqtt:'))
      throw new Fault('CONFLICT', 'The demo devices speak MQTT without TLS, which is off here (THALAMUS_MQTT_PORT)');
    const nowMs = needs.now();
    const before = await store.read(tenant);
    const anchorMs = before?.startedAt.getTime() ?? nowMs;
    // A fleet that was killed has no end; its last hour is there or is not, but is not written twice.
    const knownUntilMs = before === undefined ? 0 : before.running ? nowMs : (before.stoppedAt?.getTime() ?? nowMs);
    for (const product of demoProducts) await needs.registry.ensureProduct(tenant, product);
    const devices: FleetDevice[] = [];
    for (const device of await demoDevices(anchorMs)) devices.push(await enrol(tenant, device, knownUntilMs, nowMs));
    await store.markStarted(tenant, new Date(nowMs));
    const fleet = createFleet({
      url: needs.mqttUrl(),
      devices,
      onTrouble: (reason) => needs.log.warn({ tenant, reason }, 'a demo device lost its connection'),
    });
    fleet.start();
    fleets.set(tenant, fleet);
    needs.log.info({ tenant, devices: devices.length }, 'the demo fleet runs');
    return status(tenant);
  }

  async function enrol(tenant: string, device: DemoDevice, knownUntilMs: number, nowMs: number): Promise<FleetDevice> {
    const { name, product, label } = device;
    const login = await needs.registry.ensureDevice(tenant, { name, product, label });
    const fromMs = Math.max(nowMs - device.pastMs, knownUntilMs);
    const past = pastBatches(device.source, { fromMs, toMs: nowMs, stepMs: device.periodMs }, demoBatchPointsMax);
    return { ...login, source: device.source, periodMs: device.periodMs, past };
  }

  async function stop(tenant: string): Promise<DemoStatus> {
    const fleet = fleets.get(tenant);
    if (fleet !== undefined) {
      fleets.delete(tenant);
      await fleet.stop(demoDrainMs);
      await store.markStopped(tenant, new Date(needs.now()));
      needs.log.info({ tenant, ...fleet.stats() }, 'the demo fleet stopped');
    }
    return status(tenant);
  }

  async function resume(): Promise<void> {
    for (const { tenant } of await store.running()) await demo.start(tenant);
  }

  function inTurn<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const turn = (queues.get(tenant) ?? Promise.resolve()).then(work, work);
    queues.set(tenant, turn);
    return turn;
  }
}
