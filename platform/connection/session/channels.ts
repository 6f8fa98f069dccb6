import type { DeviceRef } from '#core/device.ts';
import type { EventBus } from '#core/events.ts';
import type { Quotas, TenantMeter } from '#core/ports/quotas.ts';
import type { Principal } from '../principal.ts';

/** A live connection of a device or an application, whatever protocol it speaks. */
export interface LiveSession {
  readonly clientId: string;
  /** Which credential let it in. */
  readonly credential: string;
  /** Ends the connection; `reason` is told to operators. */
  end(reason: string): void;
}

/** All live connections of one device or application. */
export interface Channel {
  readonly principal: Principal;
  readonly sessions: readonly LiveSession[];
  readonly meter: TenantMeter;
}

/** Who is connected, and by what. */
export interface Channels {
  /** False when the tenant has all connections that it may, and none that this one would replace; counted as refused then. */
  admits(principal: Principal, clientId: string): boolean;
  /** Registers a connection; `takeOver` ends its predecessor, and the oldest of a device above the bound is ended too. */
  join(principal: Principal, session: LiveSession, takeOver: () => void): Channel;
  leave(channel: Channel, session: LiveSession, reason: string): void;
  /** Ends connections of a device, all of them or those that `which` chooses; returns how many there were. */
  end(tenant: string, kind: Principal['kind'], name: string, reason: string, which?: (session: LiveSession) => boolean): number;
  /** Devices with at least one connection. */
  readonly devices: number;
}

interface OpenChannel extends Channel {
  readonly sessions: LiveSession[];
}

export function createChannels(events: EventBus, quotas: Quotas, sessionsPerDeviceMax: () => number, now: () => number): Channels {
  const channels = new Map<string, OpenChannel>();
  let devices = 0;
  let lastEpoch = 0;

  return {
    admits,
    join,
    leave,
    end,
    get devices() {
      return devices;
    },
  };

  function admits(principal: Principal, clientId: string): boolean {
    const meter = quotas.meter(principal.tenant);
    if (!meter.connectionsFull) return true;
    const sessions = channels.get(keyOf(principal))?.sessions ?? [];
    if (isFull(principal, sessions) || sessions.some((session) => session.clientId === clientId)) return true;
    meter.refused('connections');
    return false;
  }

  function join(principal: Principal, session: LiveSession, takeOver: () => void): Channel {
    const key = keyOf(principal);
    let channel = channels.get(key);
    if (channel === undefined) {
      channel = { principal, sessions: [], meter: quotas.meter(principal.tenant) };
      channels.set(key, channel);
    }
    const first = channel.sessions.length === 0;
    // The new one is in the list before the old one leaves it, so that a takeover is no offline.
    channel.sessions.push(session);
    takeOver();
    if (channel.sessions.length > 1 && isFull(principal, channel.sessions.slice(1))) channel.sessions[0]?.end('too-many-sessions');
    // Counted when its predecessor is not any more, so that a takeover makes no peak.
    channel.meter.connected();
    if (first && principal.kind === 'device') {
      devices++;
      announce(principal.device, true, 'connected');
    }
    return channel;
  }

  function leave(left: Channel, session: LiveSession, reason: string): void {
    const channel = left as OpenChannel;
    const at = channel.sessions.indexOf(session);
    if (at === -1) return;
    channel.sessions.splice(at, 1);
    channel.meter.disconnected();
    if (channel.sessions.length > 0) return;
    channels.delete(keyOf(channel.principal));
    if (channel.principal.kind !== 'device') return;
    devices--;
    announce(channel.principal.device, false, reason);
  }

  function end(
    tenant: string,
    kind: Principal['kind'],
    name: string,
    reason: string,
    which: (session: LiveSession) => boolean = anyOne,
  ): number {
    const sessions = (channels.get(`${tenant}/${kind}/${name}`)?.sessions ?? []).filter(which);
    for (const session of sessions) session.end(reason);
    return sessions.length;
  }

  function isFull({ kind }: Principal, sessions: readonly LiveSession[]): boolean {
    return kind === 'device' && sessions.length >= sessionsPerDeviceMax();
  }

  function announce(device: DeviceRef, online: boolean, reason: string): void {
    const at = now();
    lastEpoch = Math.max(lastEpoch + 1, at);
    events.publish('device.presence', { device, online, epoch: lastEpoch, at, reason });
  }
}

function keyOf({ tenant, kind, name }: Principal): string {
  return `${tenant}/${kind}/${name}`;
}

function anyOne(): boolean {
  return true;
}
