import type { FastifyInstance } from 'fastify';
import { Fault } from '#core/errors.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { admitLive, keepLive } from './admit.ts';
import type { LiveHub } from './live-hub.ts';
import { readLiveQuery } from './live-request.ts';

/** The id that frames of an event stream carry: there is one subscription. */
const streamId = 'events';

/** The live stream where no WebSocket gets through: one subscription as server-sent events at `/api/v1/live/events`. */
export function mountLiveEvents(
  app: FastifyInstance,
  { hub, authenticate }: { readonly hub: LiveHub; readonly authenticate: Authenticate },
): void {
  app.get('/api/v1/live/events', async (request, reply) => {
    const { authorization, cookie } = request.headers;
    // Same-origin reads need no check: without CORS another site's page can send this but not read the answer.
    const admit = () => admitLive(authenticate, { authorization, cookie, address: request.ip }, true);
    const tenant = await admit();
    const topic = readLiveQuery(request.query as Record<string, unknown>, streamId);
    if (topic === undefined) throw new Fault('BAD_REQUEST', 'Send devices=a,b (with properties=x,y and messages=1 as wanted) or fleet=1');
    const raw = reply.raw;
    const connection = hub.connect(tenant, {
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
    const stop = keepLive(
      admit,
      () => void raw.write(':\n\n'),
      () => raw.destroy(),
    );
    raw.on('error', () => raw.destroy());
    raw.on('close', () => {
      stop();
      connection.close();
    });
    raw.write(':\n\n');
    connection.subscribe(topic);
  });
}
