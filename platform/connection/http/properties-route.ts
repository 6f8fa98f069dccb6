import { z } from 'zod';
import type { DeviceRef } from '#core/device.ts';
import { Fault } from '#core/errors.ts';
import type { Json } from '#core/json.ts';
import type { Ingest, Refusal } from '#core/ports/ingest.ts';
import type { Quotas } from '#core/ports/quotas.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { propertiesTopic } from '../dialect/native/native.ts';
import { reportPoint, reportPoints } from '../dialect/native/properties.ts';
import type { Guard } from '../limits/guard.ts';
import type { LoginThrottle } from '../limits/login-throttle.ts';
import type { Authenticator } from '../principal.ts';

export interface DeviceHttp {
  readonly authenticator: Authenticator;
  readonly ingest: Ingest;
  readonly quotas: Quotas;
  readonly throttle: LoginThrottle;
  readonly guard: Guard;
  /** Largest body of one request; a larger one is answered 413. */
  readonly bodyBytesMax: number;
}

const refusalSchema = z.object({ field: z.string(), reason: z.string(), expected: z.string() });

/** `POST /device/v1/properties`: the native dialect's report over HTTP; 200 only after it is durable. */
export function devicePropertiesRoute({ authenticator, ingest, quotas, throttle, guard, bodyBytesMax }: DeviceHttp): Route {
  return defineRoute({
    method: 'POST',
    path: '/device/v1/properties',
    id: 'reportProperties',
    tag: 'Devices over HTTP',
    summary: 'Report properties of a device',
    description:
      'For devices: `Authorization: Bearer <secret>` and `X-Device: {tenant}/{device}`; instead of the secret a password with ' +
      '`X-Device: {tenant}/{userName}`, or a JSON web token. The body is `{"temperature":21.5}` (the server’s time), ' +
      '`{"ts":1767225600000,"values":{…}}` or an array of those. 200 means that the data is on disk.',
    permission: 'public',
    scope: 'none',
    body: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
    response: z.object({ stored: z.int(), refused: z.array(refusalSchema) }),
    bodyBytesMax,
    audit: { none: 'a device’s data, which the tables keep' },
    example: { body: { temperature: 21.5 }, response: { stored: 1, refused: [] } },
    handle: async ({ body, address, requestHeader }) => {
      if (guard.level >= 2) {
        guard.fired('overload.connects');
        throw new Fault('OVERLOADED', 'the platform is overloaded; send it again in a minute');
      }
      const device = await authenticate(address, requestHeader('x-device'), requestHeader('authorization'));
      if (ingest.congested) throw new Fault('OVERLOADED', 'the platform takes no data at the moment; send it again in a few seconds');
      const bytes = Number(requestHeader('content-length') ?? 0);
      withinLimits(device, address, bytes);
      const meter = quotas.meter(device.tenant);
      if (!meter.takeMessage()) throw meter.exceeded(meter.lacking);
      // Afterwards: a body larger than the byte rate would never be taken.
      meter.received(bytes);
      const points = (Array.isArray(body) ? body : [body]) as readonly Json[];
      const single = Array.isArray(body) ? undefined : reportPoint(ingest, device, points[0] as Json);
      const refused: readonly Refusal[] = Array.isArray(body) ? reportPoints(ingest, device, points) : single === undefined ? [] : [single];
      if (refused.length > 0) {
        const payload = Buffer.from(JSON.stringify(body));
        for (const refusal of refused) ingest.refuse(device, refusal, propertiesTopic, payload);
      }
      await durable();
      const tooMany = refused.length === 1 && refused[0]?.reason === 'too-large';
      const stored = tooMany ? 0 : points.length - refused.length;
      if (stored === 0 && refused.length > 0) {
        const places = refused.slice(0, 20).map(({ field, expected }) => ({ field, expected }));
        throw new Fault('REFUSED_DATA', `nothing was stored: ${refused[0]?.field || 'body'}: ${refused[0]?.expected}`, { places });
      }
      return { stored, refused: refused.slice(0, 100).map(({ field, reason, expected }) => ({ field, reason, expected })) };
    },
  });

  function durable(): Promise<void> {
    return new Promise((resolve) => ingest.await({ committed: () => resolve() }));
  }

  /** The limits that hold for MQTT: bans, and what one device may send. */
  function withinLimits({ tenant, name }: DeviceRef, address: string, bytes: number): void {
    const principal = { kind: 'device', tenant, name } as const;
    const peer = { address, listener: 'http', loopback: false };
    const ban = guard.banned(principal, '', peer);
    if (ban !== undefined) {
      guard.fired(ban.limit);
      throw new Fault('FORBIDDEN', `this device is banned: ${ban.reason}`);
    }
    const meter = guard.meter(principal, peer);
    const waitMs = meter?.take(bytes) ?? 0;
    if (meter === undefined || waitMs === 0) return;
    guard.fired(meter.limit);
    throw new Fault('RATE_LIMITED', `too much at once (${meter.limit})`, { retryAfterS: Math.ceil(waitMs / 1000) });
  }

  /** By what MQTT takes as user name and password, but for API keys: their programs are no devices. */
  async function authenticate(address: string, name: string | undefined, authorization: string | undefined): Promise<DeviceRef> {
    const secret = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (name === undefined || name === '' || secret === undefined) {
      throw new Fault('UNAUTHENTICATED', 'send X-Device: {tenant}/{device} and Authorization: Bearer <the device’s secret>');
    }
    if (throttle.blocked(address, name)) {
      guard.fired('login.refusals');
      throw new Fault('RATE_LIMITED', 'too many refused logins (login.refusals); wait a minute or longer');
    }
    const peer = { address, certificate: undefined };
    const login = await authenticator.login({ clientId: '', username: name, password: Buffer.from(secret), level: 4, peer });
    if (login.ok && login.principal.kind === 'device') return login.principal.device;
    throttle.refused(address, name);
    if (!login.ok && login.reason === 'disabled') throw new Fault('FORBIDDEN', 'this device is disabled');
    throw new Fault('UNAUTHENTICATED', 'no device has this name and secret');
  }
}
