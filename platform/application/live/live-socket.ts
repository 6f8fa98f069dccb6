import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { plainAddress } from '#core/address.ts';
import type { Logger } from '#core/logger.ts';
import type { Authenticate } from '../access/authenticate.ts';
import { tenantHeader } from '../api/mount.ts';
import { faultOf } from '../api/problem.ts';
import { originOf } from '../api/same-origin.ts';
import type { SpaceTrees } from '../tenant/space-trees.ts';
import { admitLive, keepLive, type LiveCaller } from './admit.ts';
import type { LiveHub } from './live-hub.ts';
import { readLiveRequest } from './live-request.ts';

/** Largest frame that a client may send. */
export const liveRequestBytesMax = 64 * 1024;

const livePath = '/api/v1/live';

/** Takes over upgrade requests of one path. */
export interface Upgrade {
  readonly path: string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface LiveSocketNeeds {
  readonly hub: LiveHub;
  readonly authenticate: Authenticate;
  readonly spaces: SpaceTrees;
  readonly publicUrl: string | undefined;
  /** What else speaks WebSocket here. */
  readonly others: readonly Upgrade[];
  readonly log: Logger;
}

/** The live stream as WebSocket at `/api/v1/live`; upgrades of other paths go to those that have them, or are refused. */
export function mountLiveSocket(server: Server, { hub, authenticate, spaces, publicUrl, others, log }: LiveSocketNeeds): { close(): void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: liveRequestBytesMax, perMessageDeflate: false });
  server.on('upgrade', upgrade);
  return { close };

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = request.url?.split('?')[0];
    if (path !== livePath) {
      const other = others.find((upgrade) => upgrade.path === path);
      if (other === undefined) refuse(socket, 404);
      else other.upgrade(request, socket, head);
      return;
    }
    const broken = () => socket.destroy();
    socket.on('error', broken);
    const admit = () =>
      admitLive({ authenticate, spaces }, credentialsOf(request), originOf((name) => headerOf(request, name), publicUrl) === 'same');
    admit().then(
      (caller) => {
        if (socket.destroyed) return;
        socket.off('error', broken);
        sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, caller, admit));
      },
      (error: unknown) => {
        const fault = faultOf(error);
        if (fault.code === 'INTERNAL') log.error({ err: error }, 'a live connection failed');
        refuse(socket, fault.status);
      },
    );
  }

  function serve(ws: WebSocket, caller: LiveCaller, admit: () => Promise<LiveCaller>): void {
    const connection = hub.connect(caller, {
      send: (frame) => ws.send(frame),
      backlog: () => ws.bufferedAmount,
      end: () => ws.terminate(),
    });
    if (connection === undefined) {
      ws.close(1013, 'too many live connections');
      return;
    }
    let answered = true;
    const stop = keepLive({
      recheck: async () => connection.admit(await admit()),
      changed: hub.onAccessChange,
      beat: () => {
        if (!answered) {
          ws.terminate();
          return;
        }
        answered = false;
        ws.ping();
        // Browsers hide pings from scripts: this is the sign of life that those can see.
        if (ws.bufferedAmount === 0) ws.send(JSON.stringify({ beat: Date.now() }));
      },
      ended: () => ws.close(4401, 'signed out'),
    });
    ws.on('pong', () => {
      answered = true;
    });
    ws.on('message', (data, isBinary) => {
      const request = isBinary ? undefined : readLiveRequest(String(data));
      if (request === undefined) ws.send(JSON.stringify({ id: '', error: { code: 'BAD_REQUEST', detail: expectedRequest } }));
      else if ('subscribe' in request) connection.subscribe(request.subscribe);
      else connection.unsubscribe(request.unsubscribe);
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => {
      stop();
      connection.close();
    });
  }

  function close(): void {
    server.off('upgrade', upgrade);
    for (const ws of sockets.clients) {
      ws.close(1001, 'the platform is stopping');
      ws.terminate();
    }
    sockets.close();
  }
}

const expectedRequest =
  'expected {"subscribe":{"id":…,"devices":[…],"properties":[…]?,"messages":true?}}, {"subscribe":{"id":…,"fleet":true}} or {"unsubscribe":"id"}';

function credentialsOf(request: IncomingMessage) {
  const { authorization, cookie } = request.headers;
  // Browsers can set no header on a WebSocket, so the tenant comes with the address.
  const tenant = new URL(request.url ?? '/', 'http://localhost').searchParams.get('tenant') ?? headerOf(request, tenantHeader);
  return { authorization, cookie, address: plainAddress(request.socket.remoteAddress ?? ''), tenant };
}

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function refuse(socket: Duplex, status: number): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
