import { isIP } from 'node:net';
import { z } from 'zod';
import { deviceName } from '#core/names.ts';
import { iso } from './event-shape.ts';
import type { Trace } from './trace.ts';
import { isFilter } from './trace-filter.ts';
import { packetLine, packetName, type TracedPacket } from './traced-packet.ts';

/** Most of a trace's packets in memory, and the default. */
const traceBytesMax = 4 * 1024 * 1024;
const traceBytesDefault = 1024 * 1024;
const traceBytesMin = 16 * 1024;
/** Longest a trace runs, and the default. */
const traceSecondsMax = 86_400;
const traceSecondsDefault = 600;
/** Packets of one page. */
const tracePageMax = 500;
/** Longest that a call waits for the next packet. */
const traceWaitSecondsMax = 20;

const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\0]*$/, 'a text without U+0000');

const targetFields = {
  device: deviceName.optional(),
  application: text(256).optional().describe('A service account, `key:<id>`, or `jwt:<issuer>:<subject>`'),
  clientId: text(256).optional(),
  address: z
    .string()
    .refine((address) => isIP(address) !== 0, 'an IP address')
    .optional(),
  topic: text(1024)
    .refine(isFilter, 'a topic filter')
    .optional()
    .describe('Only publications whose full topic fits this filter, as in `devices/+/up/#`'),
};

export const newTraceSchema = z
  .strictObject({
    ...targetFields,
    seconds: z.int().min(1).max(traceSecondsMax).default(traceSecondsDefault).describe('How long it runs at most'),
    bytesMax: z.int().min(traceBytesMin).max(traceBytesMax).default(traceBytesDefault).describe('It ends when it has this much'),
    willPayload: z.boolean().default(false).describe('Shows what wills say, which is hidden otherwise'),
  })
  .refine(
    ({ device, application, clientId, address, topic }) =>
      [device, application, clientId, address, topic].some((each) => each !== undefined),
    {
      path: ['device'],
      message: 'a device, an application, a client identifier, an address or a topic filter',
    },
  )
  .meta({ id: 'TraceInput' });

export const traceSchema = z
  .object({
    id: z.string(),
    device: z.string().nullable(),
    application: z.string().nullable(),
    clientId: z.string().nullable(),
    address: z.string().nullable(),
    topic: z.string().nullable(),
    startedBy: z.string(),
    startedAt: z.iso.datetime(),
    until: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    endReason: z.enum(['stopped', 'time', 'full']).nullable(),
    packets: z.int(),
    bytes: z.int(),
    bytesMax: z.int(),
  })
  .meta({ id: 'Trace' });
export type ToldTrace = z.infer<typeof traceSchema>;

const packetSchema = z
  .object({
    number: z.int(),
    at: z.iso.datetime(),
    direction: z.enum(['in', 'out']).describe('in: from the client'),
    kind: z.string(),
    owner: z.string(),
    clientId: z.string(),
    address: z.string(),
    listener: z.string(),
    type: z.string().describe('As in `PUBLISH`'),
    text: z.string().describe('The whole packet in a line; secrets are masked'),
    bytes: z.int().describe('Of what follows its length'),
  })
  .meta({ id: 'TracedPacket' });

export const packetsQuery = z.object({
  after: z.coerce.number().int().min(0).default(0).describe('Only packets after this number'),
  limit: z.coerce.number().int().min(1).max(tracePageMax).default(100),
  waitSeconds: z.coerce
    .number()
    .int()
    .min(0)
    .max(traceWaitSecondsMax)
    .default(0)
    .describe('Waits this long for the next packet where there is none yet: so a trace is followed live'),
});

export const packetsSchema = z
  .object({ trace: traceSchema, items: z.array(packetSchema), after: z.int().describe('To go on with') })
  .meta({ id: 'TracedPackets' });

export const dumpQuery = packetsQuery.omit({ waitSeconds: true });
export const dumpSchema = z
  .object({
    text: z.string().describe('To be written after the text of the page before'),
    packets: z.int(),
    next: z.int().nullable().describe('The `after` of the next page'),
  })
  .meta({ id: 'TraceDump' });

export function toldTrace({ id, wish, startedAt, endedAt, endReason, packets, bytes }: Trace): ToldTrace {
  const { target, until, bytesMax, by } = wish;
  return {
    id,
    device: target.device ?? null,
    application: target.application ?? null,
    clientId: target.clientId ?? null,
    address: target.address ?? null,
    topic: target.topic ?? null,
    startedBy: by,
    startedAt: iso(startedAt),
    until: iso(until),
    endedAt: endedAt === undefined ? null : iso(endedAt),
    endReason: (endReason as ToldTrace['endReason']) ?? null,
    ...{ packets: packets.length, bytes, bytesMax },
  };
}

export function toldPacket(packet: TracedPacket): z.infer<typeof packetSchema> {
  const { number, at, direction, kind, owner, clientId, address, listener, bodyBytes } = packet;
  const type = packetName(packet);
  return { number, at: iso(at), direction, kind, owner, clientId, address, listener, type, text: packetLine(packet), bytes: bodyBytes };
}
