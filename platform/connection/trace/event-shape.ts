import { z } from 'zod';
import { pageOf, pageQuery } from '#core/page.ts';
import { connectionEventKinds } from './connection-event.ts';
import { connectionSchema, protocolOf } from './connection-shape.ts';
import { diagnosisStates } from './diagnosis.ts';
import type { StoredEvent } from './diary-store.ts';
import { reasonText } from './reason-text.ts';

const count = z.int();

const eventFields = z.object({
  id: z.string(),
  kind: z.enum(connectionEventKinds),
  at: z.iso.datetime().describe('When it happened last'),
  firstAt: z.iso.datetime(),
  times: count.describe('How often: what repeats is one event'),
  reason: z.string().describe('Why; of a connect: by what credential'),
  text: z.string().nullable().describe('The reason in plain words, where there are any'),
  detail: z.string().nullable().describe('The denied topic, the broken rule'),
  clientId: z.string(),
  address: z.string(),
  listener: z.string(),
  protocol: z.enum(['mqtt-3.1', 'mqtt-3.1.1', 'mqtt-5']).nullable(),
  bytesIn: count.nullable(),
  bytesOut: count.nullable(),
  messagesIn: count.nullable(),
  messagesOut: count.nullable(),
  epoch: z.number().nullable().describe('Grows with every session'),
});
const eventSchema = eventFields.meta({ id: 'ConnectionEvent' });
export type ToldEvent = z.infer<typeof eventSchema>;
export const eventPage = pageOf(eventSchema).meta({ id: 'ConnectionEventPage' });

export const namedEventPage = pageOf(
  eventFields
    .extend({ name: z.string().describe('The name that was tried; empty for the rest of a flood') })
    .meta({ id: 'NamedConnectionEvent' }),
).meta({ id: 'NamedConnectionEventPage' });

/** The cursor is the id of the last event of the page before. */
export const eventQuery = pageQuery.extend({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'the `next` of the page before')
    .optional(),
});

export const deviceConnectionSchema = z
  .object({
    device: z.string(),
    connected: z.boolean().describe('It has a connection at this moment'),
    connectedSince: z.iso.datetime().nullable(),
    lastActiveAt: z.iso.datetime().nullable().describe('When it last sent data; connecting and pings are none'),
    lastSeenAt: z.iso.datetime().nullable().describe('When there was last any sign of it'),
    lastDisconnect: z
      .object({ at: z.iso.datetime(), reason: z.string(), text: z.string().nullable(), detail: z.string().nullable() })
      .nullable(),
    connections: z.array(connectionSchema),
    diagnosis: z.object({
      state: z.enum(diagnosisStates),
      code: z.string().describe('What it is: `refused` and `ended` say why in `reason`'),
      reason: z.string().nullable(),
      detail: z.string().nullable(),
      since: z.iso.datetime().nullable(),
      times: count.nullable(),
      text: z.string().describe('In plain words'),
      advice: z.string().describe('What to do'),
    }),
  })
  .meta({ id: 'DeviceConnection' });

/** An event as the API shows it. */
export function toldEvent(event: StoredEvent): ToldEvent {
  const { id, kind, at, firstAt, times, reason, clientId, address, listener, level } = event;
  return {
    ...{
      id,
      kind,
      at: iso(at),
      firstAt: iso(firstAt),
      times,
      reason,
      text: textOf(event),
      detail: event.detail ?? null,
      clientId,
      address,
      listener,
    },
    protocol: level === undefined ? null : protocolOf(level),
    bytesIn: event.bytesIn ?? null,
    bytesOut: event.bytesOut ?? null,
    messagesIn: event.messagesIn ?? null,
    messagesOut: event.messagesOut ?? null,
    epoch: event.epoch ?? null,
  };
}

/** Undefined for kinds whose reason is a name: of a credential, or what was denied. */
function textOf({ kind, reason }: StoredEvent): string | null {
  return kind === 'connected' || kind === 'denied' ? null : (reasonText(reason)?.text ?? null);
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
