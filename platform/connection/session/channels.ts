import type { DeviceRef } from '#core/device.ts';
import type { EventBus } from '#core/events.ts';
import type { Quotas, TenantMeter } from '#core/ports/quotas.ts';
import { sessionsPerDeviceMax } from '../mqtt/limits.ts';

/** A live connection of a device, whatever protocol it speaks. */
export interface LiveSession {
  readonly clientId: string;
  /** Ends the session; `reason` is told to operators. */
  end(reason: string): void;
  /** Offers a message of the device's own topics; the session takes it when it subscribed. */
  offer(topic: string, payload: Buffer, qos: 0 | 1): void;
  /** Whether the session holds any subscription. */
  readonly subscribed: boolean;
}

/** All live sessions of one device: takeover, presence, and what they say to each other. */
export interface Channel {
  readonly device: DeviceRef;
  readonly sessions: readonly LiveSession[];
  readonly meter: TenantMeter;
}

/** Which devices are connected, and by what. */
export interface Channels {
  /** False when the tenant has all connections that it may, and none that this one would replace; counted as refused then. */
  admits(device: DeviceRef, clientId: string): boolean;
  /** Registers a session; one with the same client identifier is ended first, as is the oldest above the bound. */
  join(device: DeviceRef, session: LiveSession): Channel;
  leave(channel: Channel, session: LiveSession, reason: string): void;
  /** Ends all sessions of a device; returns how many there were. */
  end(tenant: string, device: string, reason: string): number;
  readonly devices: number;
}

interface OpenChannel extends Channel {
  readonly sessions: LiveSession[];
}

export function createChannels(events: EventBus, quotas: Quotas, now: () => number): Channels {
  const channels = new Map<string, OpenChannel>();
  let lastEpoch = 0;

  return {
    admits,
    join,
    leave,
    end,
    get devices() {
      return channels.size;
    },
  };

  function admits(device: DeviceRef, clientId: string): boolean {
    const meter = quotas.meter(device.tenant);
    if (!meter.connectionsFull) return true;
    const sessions = channels.get(`${device.tenant}/${device.name}`)?.sessions ?? [];
    if (sessions.length >= sessionsPerDeviceMax || sessions.some((session) => session.clientId === clientId)) return true;
    meter.refused('connections');
    return false;
  }

  function join(device: DeviceRef, session: LiveSession): Channel {
    const key = `${device.tenant}/${device.name}`;
    let channel = channels.get(key);
    if (channel === undefined) {
      channel = { device, sessions: [], meter: quotas.meter(device.tenant) };
      channels.set(key, channel);
    }
    const first = channel.sessions.length === 0;
    // The new session is in the list before the old one leaves it, so that a takeover is no offline.
    const same = channel.sessions.find((other) => other.clientId === session.clientId);
    channel.sessions.push(session);
    if (same !== undefined) same.end('taken-over');
    else if (channel.sessions.length > sessionsPerDeviceMax) channel.sessions[0]?.end('too-many-sessions');
    // Counted when its predecessor is not any more, so that a takeover makes no peak.
    channel.meter.connected();
    if (first) announce(device, true, 'connected');
    return channel;
  }

  function leave(left: Channel, session: LiveSession, reason: string): void {
    const channel = left as OpenChannel;
    const at = channel.sessions.indexOf(session);
    if (at === -1) return;
    channel.sessions.splice(at, 1);
    channel.meter.disconnected();
    if (channel.sessions.length > 0) return;
    channels.delete(`${channel.device.tenant}/${channel.device.name}`);
    announce(channel.device, false, reason);
  }

  function end(tenant: string, device: string, reason: string): number {
    const channel = channels.get(`${tenant}/${device}`);
    if (channel === undefined) return 0;
    const sessions = [...channel.sessions];
    for (const session of sessions) session.end(reason);
    return sessions.length;
  }

  function announce(device: DeviceRef, online: boolean, reason: string): void {
    const at = now();
    lastEpoch = Math.max(lastEpoch + 1, at);
    events.publish('device.presence', { device, online, epoch: lastEpoch, at, reason });
  }
}
