import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { StartError } from './start-error.ts';

/** Answers 503 with what is still missing while the engines start, so that who waits for us learns why. */
export interface BootServer {
  readonly missing: Set<string>;
  close(): Promise<void>;
}

/** Takes the HTTP port at once: a port that is taken stops the start before anything else happened. */
export async function listenWhileStarting(bind: string, port: number): Promise<BootServer> {
  const missing = new Set(['postgres', 'telemetry', 'log']);
  const server = createServer((_request, response) => {
    const body = JSON.stringify({ status: 'starting', missing: [...missing] });
    response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '1', connection: 'close' }).end(body);
  });
  await listening(server, bind, port, 'THALAMUS_HTTP_PORT');
  let closed: Promise<void> | undefined;
  return {
    missing,
    close() {
      closed ??= new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

/** Throws when nothing could listen on this port. */
export async function assertPortFree(bind: string, port: number, key: string): Promise<void> {
  if (port === 0) return;
  const server = createTcpServer();
  await listening(server, bind, port, key);
  server.close();
  await once(server, 'close');
}

async function listening(server: Server | ReturnType<typeof createTcpServer>, bind: string, port: number, key: string): Promise<void> {
  server.listen(port, bind);
  await opening(bind, port, key, once(server, 'listening'));
}

/** What `listening` gives; when that fails in a way that the operator can mend, throws `StartError` with the key. */
export async function opening<T>(bind: string, port: number, key: string, listening: Promise<T>): Promise<T> {
  try {
    return await listening;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      throw new StartError(`${key}: port ${port} is taken by another program; stop it or set ${key} to a free port`);
    if (code === 'EACCES') throw new StartError(`${key}: port ${port} needs rights we do not have; set ${key} to a port above 1023`);
    if (code === 'EADDRNOTAVAIL') throw new StartError(`THALAMUS_BIND: this machine has no address ${bind}`);
    throw error;
  }
}
