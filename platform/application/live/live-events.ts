import type { FastifyInstance } from 'fastify';
import { plainAddress } from '#core/address.ts';
import { Fault } from '#core/errors.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { tenantHeader } from '../api/mount.ts';
import type { SpaceTrees } from '../tenant/space-trees.ts';
import { admitLive, keepLive, type LiveCaller } from './admit.ts';
import type { LiveHub } from './live-hub.ts';
import { readLiveQuery } from './live-request.ts';

/** The id that frames of an event stream carry: there is one subscription. */
const streamId = 'events';

/** The live stream where no WebSocket gets through: one subscription as server-sent events at `/api/v1/live/events`. */
export function mountLiveEvents(
  app: FastifyInstance,
  { hub, authenticate, spaces }: { readonly hub: LiveHub; readonly authenticate: Authenticate; readonly spaces: SpaceTrees },
): void {
  app.get('/api/v1/live/events', async (request, reply) => {
    const { authorization, cookie } = request.headers;
    // Same-origin reads need no check: without CORS another site's page can send this but not read the answer.
    const { tenant, ...query } = request.query as Record<string, unknown>;
    const wanted = typeof tenant === 'string' ? tenant : request.headers[tenantHeader];
    const credentials = {
      authorization,
      cookie,
      address: plainAddress(request.ip),
      tenant: typeof wanted === 'string' ? wanted : undefined,
    };
    const admit = (): Promise<LiveCaller> => admitLive({ authenticate, spaces }, credentials, true);
    const caller = await admit();
    const topic = readLiveQuery(query, streamId);
    if (topic === undefined) throw new Fault('BAD_REQUEST', 'Send devices=a,b (with properties=x,y and messages=1 as wanted) or fleet=1');
    const raw = reply.raw;
    const connection = hub.connect(caller, {
      send: (frame) => void raw.write(`data: ${frame}\n\n`),
      backlog: () => raw.writableLength,
      end: () => raw.destroy(),
    });
    if (connection === undefined) throw new Fault('OVERLOADED', 'There are too many live connections');
    reply.hijack();
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    });
    const stop = keepLive({
      recheck: async () => connection.admit(await admit()),
      changed: hub.onAccessChange,
      beat: () => void raw.write(':\n\n'),
      ended: () => raw.destroy(),
    });
    raw.on('error', () => raw.destroy());
    raw.on('close', () => {
      stop();
      connection.close();
    });
    raw.write(':\n\n');
    connection.subscribe(topic);
  });
}
