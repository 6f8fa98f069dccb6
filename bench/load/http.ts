import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createHistogram, type Histogram } from './histogram.ts';

const headEnd = Buffer.from('\r\n\r\n');

/** What is asked, over and over: paths in turn, with the same headers. */
export interface HttpLoad {
  readonly port: number;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface HttpResult {
  readonly perSecond: number;
  readonly latency: Histogram;
}

/** Keeps every connection busy with one request at a time; rejects at the first answer that is not 200. */
export async function httpLoad({ port, paths, headers, connections, seconds }: HttpLoad): Promise<HttpResult> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`));
  const latency = createHistogram();
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(Array.from({ length: connections }, (_, index) => worker(index)));
  return { perSecond: latency.count() / ((performance.now() - began) / 1000), latency };

  async function worker(index: number): Promise<void> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    try {
      for (let turn = index; performance.now() < until; turn++) {
        const sent = performance.now();
        socket.write(requests[turn % requests.length] as Buffer);
        const status = await answer(socket);
        if (status !== 200) throw new Error(`${paths[turn % paths.length]} answered ${status}`);
        latency.record((performance.now() - sent) * 1000);
      }
    } finally {
      socket.destroy();
    }
  }
}

/** Reads one answer with a Content-Length whole; its status. */
function answer(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const done = (result: () => void): void => {
      socket.off('data', take).off('close', lost);
      result();
    };
    const lost = (): void => done(() => reject(new Error('the connection was closed')));
    const take = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const end = received.indexOf(headEnd);
      if (end < 0) return;
      const head = received.toString('latin1', 0, end);
      const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? Number.NaN);
      if (Number.isNaN(length)) done(() => reject(new Error('an answer without Content-Length')));
      else if (received.length >= end + headEnd.length + length) done(() => resolve(Number(head.slice(9, 12))));
    };
    socket.on('data', take).once('close', lost);
  });
}
