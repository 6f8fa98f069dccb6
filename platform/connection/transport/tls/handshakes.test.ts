import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { gone, silent, tempFolder } from '../fixture.test.ts';
import { endpointOf } from '../peer.ts';
import { openCertificates } from './certificates.ts';
import { createHandshakes, handshakesMax, handshakesWaitingMax } from './handshakes.ts';

/** A server whose sockets shake hands, `atOnce` at a time. */
async function start(t: TestContext, bounds: { readonly atOnce: number; readonly waiting: number }) {
  const certificates = await openCertificates({ folder: tempFolder(t), names: ['localhost'], files: undefined }, silent, Date.now);
  const [done, failed]: [string[], string[]] = [[], []];
  let wake = () => {};
  const handshakes = createHandshakes({
    certificates,
    protocols: ['mqtt'],
    bounds,
    done(secure, client) {
      secure.on('error', () => {});
      done.push(String(client.port));
      wake();
    },
    failed(reason) {
      failed.push(reason);
      wake();
    },
  });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    handshakes.start(socket, endpointOf(socket));
    wake();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    handshakes.cut();
    handshakes.close();
    certificates.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const until = async (met: () => boolean) => {
    while (!met()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { port, done, failed, sockets, until, ca: certificates.state.authority ?? '', handshakes };
}

test('above the bound a connection waits, unread, until another has finished; who finds no place to wait is closed', async (t) => {
  const { port, done, failed, sockets, until, ca } = await start(t, { atOnce: 1, waiting: 1 });
  // It holds the only place and says nothing.
  const silentOne = connect(port, '127.0.0.1');
  await until(() => sockets.size === 1);
  const waiting = connectTls({ port, host: 'localhost', ca });
  await until(() => sockets.size === 2);
  const refused = connect(port, '127.0.0.1');
  await gone(refused);
  assert.deepEqual([done, failed], [[], ['tls-crowded']]);
  silentOne.destroy();
  await once(waiting, 'secureConnect');
  await until(() => done.length === 1);
  assert.deepEqual(done, [String(waiting.localPort)]);
  waiting.destroy();
});

test('a handshake cut off by a stop ends its connection', async (t) => {
  const { port, failed, sockets, until, handshakes } = await start(t, { atOnce: handshakesMax, waiting: handshakesWaitingMax });
  const socket = connect(port, '127.0.0.1');
  await until(() => sockets.size === 1);
  const ended = gone(socket);
  handshakes.cut();
  await ended;
  assert.deepEqual(failed, ['shutting-down']);
});
