import type { DeviceRef } from '#core/device.ts';
import type { ConnectionView, LiveConnections } from '../trace/connection-view.ts';
import type { MqttConnection } from './connection.ts';
import type { ClientSession } from './session/client-session.ts';
import { pauses } from './wire.ts';

/** What of open connections may be looked at; nothing is copied before somebody does. */
export function liveConnections(connections: ReadonlySet<MqttConnection>): LiveConnections {
  return {
    *connections() {
      for (const connection of connections) {
        const { session } = connection;
        // Not before its login, and not while its last bytes leave.
        if (session !== undefined && session.line === connection) yield new OpenView(connection, session);
      }
    },
    subscriptionsOf(id) {
      for (const connection of connections) {
        const { session } = connection;
        if (session === undefined || session.line !== connection || connection.id !== id) continue;
        return [...session.subscriptions].map(([filter, { qos }]) => ({ filter, qos }));
      }
      return undefined;
    },
  };
}

class OpenView implements ConnectionView {
  readonly #connection: MqttConnection;
  readonly #session: ClientSession;

  constructor(connection: MqttConnection, session: ClientSession) {
    this.#connection = connection;
    this.#session = session;
  }

  get id(): string {
    return this.#connection.id;
  }

  get tenant(): string {
    return this.#session.tenant;
  }

  get kind(): 'device' | 'application' {
    return this.#session.kind;
  }

  get owner(): string {
    return this.#session.owner;
  }

  get device(): DeviceRef | undefined {
    const { principal } = this.#session;
    return principal?.kind === 'device' ? principal.device : undefined;
  }

  get clientId(): string {
    return this.#session.clientId;
  }

  get level(): number {
    return this.#connection.level;
  }

  get listener(): string {
    return this.#connection.peer.listener;
  }

  get address(): string {
    return this.#connection.peer.address;
  }

  get credential(): string {
    return this.#connection.credential;
  }

  get connectedAt(): number {
    return this.#connection.connectedAt;
  }

  get keepAliveSeconds(): number {
    return this.#connection.keepAliveSeconds;
  }

  get cleanStart(): boolean {
    return this.#connection.cleanStart;
  }

  get expirySeconds(): number {
    return this.#session.expirySeconds;
  }

  get subscriptions(): number {
    return this.#session.subscriptions.size;
  }

  get inflight(): number {
    return this.#session.inflight;
  }

  get queued(): number {
    return this.#session.queued;
  }

  get dropped(): number {
    return this.#session.dropped;
  }

  get bytesIn(): number {
    return this.#connection.bytesIn;
  }

  get bytesOut(): number {
    return this.#connection.wire.bytesOut;
  }

  get messagesIn(): number {
    return this.#connection.messages.in;
  }

  get messagesOut(): number {
    return this.#connection.messages.out;
  }

  get unsentBytes(): number {
    return this.#connection.wire.unsent;
  }

  get paused(): readonly string[] {
    const { paused } = this.#connection.wire;
    return Object.entries(pauses).flatMap(([name, bit]) => ((paused & bit) === 0 ? [] : [name]));
  }

  get lastActiveAt(): number {
    return this.#connection.lastPublishAt;
  }

  end(reason: string): void {
    this.#connection.end(reason);
  }
}
