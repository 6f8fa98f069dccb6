import { z } from 'zod';
import type { Access } from '#core/access/access.ts';
import { Forbidden } from '#core/access/forbidden.ts';
import { Fault } from '#core/errors.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import { type AuditedCall, defineRoute, type Route } from '#core/route.ts';
import { mayInAll } from './connection-list.ts';
import type { Trace } from './trace.ts';
import {
  dumpQuery,
  dumpSchema,
  newTraceSchema,
  packetsQuery,
  packetsSchema,
  type ToldTrace,
  toldPacket,
  toldTrace,
  traceSchema,
} from './trace-shape.ts';
import { packetDump } from './traced-packet.ts';
import { endedTraceKeptMs, type Traces, tracesPerTenantMax } from './tracer.ts';

export interface TraceRoutesNeeds {
  readonly traces: Traces;
  readonly directory: DeviceDirectory;
  readonly now: () => number;
}

const example: ToldTrace = {
  id: '0b9f6b1e-6f0d-4c2b-9a57-3f1c2d4e5f60',
  device: 'pump-1',
  application: null,
  clientId: null,
  address: null,
  topic: null,
  startedBy: 'Administrator',
  startedAt: '2026-01-01T08:30:00.000Z',
  until: '2026-01-01T08:40:00.000Z',
  endedAt: null,
  endReason: null,
  packets: 1,
  bytes: 245,
  bytesMax: 1_048_576,
};
const packet = {
  number: 1,
  at: '2026-01-01T08:30:02.000Z',
  direction: 'in',
  kind: 'device',
  owner: 'pump-1',
  clientId: 'default/pump-1',
  address: '192.0.2.7',
  listener: 'tcp',
  type: 'PUBLISH',
  text: 'PUBLISH qos=1 topic=up/properties id=12 payload=20 bytes {"temperature":21.5}',
  bytes: 37,
} as const;

/** Starting, watching and ending packet traces. */
export function traceRoutes({ traces, directory, now }: TraceRoutesNeeds): readonly Route[] {
  const about = { tag: 'Connections', permission: 'connection.trace', scope: 'tenant' } as const;
  const params = z.object({ trace: z.string().min(1).max(64) });
  const before = async ({ tenant, params: { trace } }: AuditedCall<{ readonly trace: string }, unknown>) => {
    const found = traces.get(tenant, trace);
    return found === undefined ? null : toldTrace(found);
  };
  const type = 'trace';
  return [
    defineRoute({
      ...about,
      method: 'POST',
      path: '/traces',
      id: 'startTrace',
      summary: 'Trace packets',
      description: `Keeps the packets of the connections that fit all that is named, until its time is over or it is full. Passwords, tokens, proofs and, unless asked for, what wills say are masked before anything is kept. Without a device it needs the permission in the whole tenant. A tenant has ${tracesPerTenantMax} traces; they can be read for ${endedTraceKeptMs / 60_000} minutes after their end, and do not survive a restart.`,
      body: newTraceSchema,
      response: traceSchema,
      status: 201,
      audit: { type, id: (_, result) => result?.id ?? '' },
      example: { body: { device: 'pump-1', seconds: 600 }, response: example },
      handle: async ({ tenant, access, actor, body: { seconds, bytesMax, willPayload, ...target } }) => {
        await need(tenant, access, target.device);
        const wish = { target, until: now() + seconds * 1000, bytesMax, willPayload, by: actor.name };
        return toldTrace(traces.start(tenant, wish));
      },
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/traces',
      id: 'listTraces',
      summary: 'Traces that run or can still be read',
      response: z.object({ items: z.array(traceSchema) }),
      example: { response: { items: [example] } },
      handle: async ({ tenant, access }) => {
        const seen = await Promise.all(
          traces.list(tenant).map(async (trace) => ((await may(tenant, access, trace)) ? [toldTrace(trace)] : [])),
        );
        return { items: seen.flat() };
      },
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/traces/{trace}',
      id: 'getTrace',
      summary: 'Read a trace',
      params,
      response: traceSchema,
      example: { response: example },
      handle: async ({ tenant, access, params: { trace } }) => toldTrace(await find(tenant, access, trace)),
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/traces/{trace}/packets',
      id: 'listTracedPackets',
      summary: 'The packets of a trace, also as they come',
      description: 'Ask again with `after` and `waitSeconds` to follow it: the answer comes with the next packet, or when the trace ends.',
      params,
      query: packetsQuery,
      response: packetsSchema,
      example: { response: { trace: example, items: [packet], after: 1 } },
      handle: async ({ tenant, access, params: { trace }, query: { after, limit, waitSeconds }, signal }) => {
        const found = await find(tenant, access, trace);
        await found.follow(after, waitSeconds * 1000, signal);
        const items = found.packets.slice(after, after + limit);
        return { trace: toldTrace(found), items: items.map(toldPacket), after: items.at(-1)?.number ?? after };
      },
    }),
    defineRoute({
      ...about,
      method: 'GET',
      path: '/traces/{trace}/dump',
      id: 'dumpTrace',
      summary: 'A trace as text that `text2pcap -D -t ISO` reads',
      description:
        'A page at a time: write the `text` of each page after the other into a file and ask with `next` as `after` until it is null.',
      params,
      query: dumpQuery,
      response: dumpSchema,
      example: {
        response: { text: '# 1 in device pump-1 …\n# PINGREQ\nI 2026-01-01T08:30:02.000Z\n000000 c0 00\n\n', packets: 1, next: null },
      },
      handle: async ({ tenant, access, params: { trace }, query: { after, limit } }) => {
        const { packets } = await find(tenant, access, trace);
        const page = packets.slice(after, after + limit);
        return { text: page.map(packetDump).join(''), packets: page.length, next: packets.length > after + limit ? after + limit : null };
      },
    }),
    defineRoute({
      ...about,
      method: 'POST',
      path: '/traces/{trace}/stop',
      id: 'stopTrace',
      summary: 'End a trace; its packets can still be read',
      params,
      response: traceSchema,
      repeat: 'always',
      audit: { type, before },
      example: { response: { ...example, endedAt: '2026-01-01T08:31:00.000Z', endReason: 'stopped' } },
      handle: async ({ tenant, access, params: { trace } }) => {
        const found = await find(tenant, access, trace);
        traces.stop(found);
        return toldTrace(found);
      },
    }),
    defineRoute({
      ...about,
      method: 'DELETE',
      path: '/traces/{trace}',
      id: 'deleteTrace',
      summary: 'End a trace and forget its packets',
      params,
      response: z.null(),
      status: 204,
      audit: { type, before },
      example: { response: null },
      handle: async ({ tenant, access, params: { trace } }) => {
        traces.remove(await find(tenant, access, trace));
        return null;
      },
    }),
  ];

  async function find(tenant: string, access: Access, id: string): Promise<Trace> {
    const trace = traces.get(tenant, id);
    if (trace === undefined || !(await may(tenant, access, trace))) throw new Fault('NOT_FOUND', `There is no trace ${id}`);
    return trace;
  }

  async function may(tenant: string, access: Access, { wish }: Trace): Promise<boolean> {
    const { device } = wish.target;
    if (mayInAll(access, 'connection.trace')) return true;
    const ref = device === undefined ? undefined : await directory.device(tenant, device);
    return ref !== undefined && access.may('connection.trace', ref);
  }

  async function need(tenant: string, access: Access, device: string | undefined): Promise<void> {
    if (device === undefined) {
      if (!mayInAll(access, 'connection.trace')) throw new Forbidden('connection.trace', ' in the whole tenant');
      return;
    }
    const ref = await directory.device(tenant, device);
    if (ref === undefined) throw new Fault('NOT_FOUND', `There is no device ${device}`);
    access.need('connection.trace', ref);
  }
}
