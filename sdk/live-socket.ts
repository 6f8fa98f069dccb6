import type { LiveLink, LiveLinkEvents } from './live-link.ts';
import type { LiveFrame } from './live-types.ts';
import type { Transport } from './transport.ts';

/** Opens a WebSocket to the platform; undefined where the runtime has none. */
export function openSocketLink(transport: Transport, events: LiveLinkEvents): LiveLink | undefined {
  if (typeof WebSocket === 'undefined') return undefined;
  // In the address, as browsers can set no header on a WebSocket.
  const { 'thalamus-tenant': tenant, ...headers } = transport.identity();
  const socket = openSocket(socketUrl(transport.base, tenant), headers);
  let ended = false;
  socket.addEventListener('open', () => events.open());
  socket.addEventListener('message', (event) => receive(event.data));
  socket.addEventListener('error', end);
  socket.addEventListener('close', end);
  return {
    subscribe: (id, topic) => socket.send(JSON.stringify({ subscribe: { id, ...topic } })),
    unsubscribe: (id) => socket.send(JSON.stringify({ unsubscribe: id })),
    close() {
      ended = true;
      socket.close();
    },
  };

  function receive(data: unknown): void {
    if (ended || typeof data !== 'string') return;
    const frame = JSON.parse(data) as Partial<LiveFrame>;
    if (frame.id === undefined) events.beat();
    else events.frame(frame as LiveFrame);
  }

  function end(): void {
    if (ended) return;
    ended = true;
    socket.close();
    events.closed();
  }
}

function openSocket(url: string, headers: Record<string, string>): WebSocket {
  if (Object.keys(headers).length === 0) return new WebSocket(url);
  // Node's WebSocket takes headers where browsers take protocols; browsers have only the cookie, which they send themselves.
  const NodeWebSocket = WebSocket as unknown as new (url: string, options: { headers: Record<string, string> }) => WebSocket;
  return new NodeWebSocket(url, { headers });
}

function socketUrl(base: string, tenant: string | undefined): string {
  const url = new URL(`${base}/api/v1/live`, globalThis.location?.href);
  if (tenant !== undefined) url.searchParams.set('tenant', tenant);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
