import { z } from 'zod';
import { Forbidden } from '#core/access/forbidden.ts';
import { Fault } from '#core/errors.ts';
import { deviceName } from '#core/names.ts';
import type { DevicePresences } from '#core/ports/device-presence.ts';
import { defineRoute, type Route } from '#core/route.ts';
import { type ConnectionList, mayInAll } from './connection-list.ts';
import { diagnose } from './diagnosis.ts';
import { type Diaries, eventsKeptDays, eventsKeptMax } from './diary.ts';
import { deviceConnectionSchema, eventPage, eventQuery, iso, namedEventPage, type ToldEvent, toldEvent } from './event-shape.ts';

import { reasonText } from './reason-text.ts';

export interface DiaryRoutesNeeds {
  readonly diaries: Diaries;
  readonly connections: ConnectionList;
  readonly presences: DevicePresences;
  readonly now: () => number;
}

const refused: ToldEvent = {
  id: '1767256200000000',
  kind: 'refused',
  at: '2026-01-01T08:43:00.000Z',
  firstAt: '2026-01-01T08:30:00.000Z',
  times: 14,
  reason: 'wrong-secret',
  text: 'Its secret is wrong',
  detail: null,
  clientId: 'default/pump-1',
  address: '192.0.2.7',
  listener: 'tcp',
  protocol: 'mqtt-3.1.1',
  bytesIn: null,
  bytesOut: null,
  messagesIn: null,
  messagesOut: null,
  epoch: null,
};

/** What happened to connections, and what that means. */
export function diaryRoutes({ diaries, connections, presences, now }: DiaryRoutesNeeds): readonly Route[] {
  const about = { method: 'GET', tag: 'Connections', permission: 'connection.read', scope: 'tenant' } as const;
  const params = z.object({ device: deviceName });
  const kept = `The last ${eventsKeptMax} of ${eventsKeptDays} days are kept, newest first; what repeats is one event with its count.`;
  return [
    defineRoute({
      ...about,
      path: '/devices/{device}/connection',
      id: 'getDeviceConnection',
      summary: 'Why is my device offline?',
      description:
        'Whether it is connected, when it was last seen and when it last sent data, which are separate facts; and in plain words what is wrong and what to do.',
      params,
      response: deviceConnectionSchema,
      example: {
        response: {
          device: 'pump-1',
          connected: false,
          connectedSince: null,
          lastActiveAt: '2026-01-01T08:12:00.000Z',
          lastSeenAt: '2026-01-01T08:12:30.000Z',
          lastDisconnect: {
            at: '2026-01-01T08:12:30.000Z',
            reason: 'credentials-changed',
            text: 'Its credentials changed, or it was disabled',
            detail: null,
          },
          connections: [],
          diagnosis: {
            state: 'offline',
            code: 'refused',
            reason: 'wrong-secret',
            detail: null,
            since: '2026-01-01T08:30:00.000Z',
            times: 14,
            text: 'Its secret is wrong',
            advice: 'Give the device the secret that was shown when it was made, or make a new one and write that into the device.',
          },
        },
      },
      handle: async ({ tenant, params: { device } }) => {
        const [presence, events] = await Promise.all([
          presences.presence(tenant, device),
          diaries.read({ tenant, kind: 'device', name: device }, eventsKeptMax),
        ]);
        if (presence === undefined) throw new Fault('NOT_FOUND', `There is no device ${device}`);
        const live = connections.ofDevice(tenant, device);
        const { since, reason, detail, times, ...rest } = diagnose({ presence, live, events, now: now() });
        const ended = events.filter(({ kind }) => kind === 'disconnected').sort((a, b) => b.at - a.at)[0];
        const lastActive = Math.max(presence.activeAt ?? 0, ...live.map(({ lastActiveAt }) => lastActiveAt));
        const lastSeen = live.length > 0 ? now() : presence.seenAt;
        return {
          device,
          connected: live.length > 0,
          connectedSince: live.length > 0 ? iso(Math.min(...live.map(({ connectedAt }) => connectedAt))) : null,
          lastActiveAt: lastActive === 0 ? null : iso(lastActive),
          lastSeenAt: lastSeen === undefined ? null : iso(lastSeen),
          lastDisconnect:
            ended === undefined
              ? null
              : { at: iso(ended.at), reason: ended.reason, text: reasonText(ended.reason)?.text ?? null, detail: ended.detail ?? null },
          connections: live.map((view) => connections.told(view)),
          diagnosis: {
            ...rest,
            reason: reason ?? null,
            detail: detail ?? null,
            since: since === undefined ? null : iso(since),
            times: times ?? null,
          },
        };
      },
    }),
    defineRoute({
      ...about,
      path: '/devices/{device}/connection-events',
      id: 'listDeviceConnectionEvents',
      summary: 'What happened to a device’s connections',
      description: `Connects, refused logins with their rule, denied topics, limits by name, and why connections ended. ${kept}`,
      params,
      query: eventQuery,
      response: eventPage,
      example: { response: { items: [refused], next: null } },
      handle: async ({ tenant, params: { device }, query: { limit, cursor } }) =>
        cut(await diaries.read({ tenant, kind: 'device', name: device }, limit + 1, cursor), limit, toldEvent),
    }),
    defineRoute({
      ...about,
      path: '/connection-events',
      id: 'listConnectionEvents',
      summary: 'What happened to an application’s connections, or was tried with names that no device has',
      description: `With \`application\` the events of that one; without, refused logins with unknown names: somebody tried room-9, which is no device. Needs the permission in the whole tenant. ${kept}`,
      query: eventQuery.extend({
        application: z
          .string()
          .min(1)
          .max(256)
          .regex(/^[^\0]*$/, 'a text without U+0000')
          .optional()
          .describe('A service account, `key:<id>`, or `jwt:<issuer>:<subject>`'),
      }),
      response: namedEventPage,
      example: {
        response: {
          items: [{ ...refused, name: 'room-9', reason: 'unknown-device', text: 'No device has the name that it gives' }],
          next: null,
        },
      },
      handle: async ({ tenant, access, query: { limit, cursor, application } }) => {
        if (!mayInAll(access, 'connection.read')) throw new Forbidden('connection.read', ' in the whole tenant');
        if (application === undefined) {
          return cut(await diaries.strangers(tenant, limit + 1, cursor), limit, (event) => ({ ...toldEvent(event), name: event.name }));
        }
        const events = await diaries.read({ tenant, kind: 'application', name: application }, limit + 1, cursor);
        return cut(events, limit, (event) => ({ ...toldEvent(event), name: application }));
      },
    }),
  ];
}

function cut<E extends { readonly id: string }, T>(events: readonly E[], limit: number, tell: (event: E) => T) {
  const page = events.slice(0, limit);
  return { items: page.map(tell), next: events.length > limit ? (page.at(-1)?.id ?? null) : null };
}
