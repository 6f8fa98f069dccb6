import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

/** A broker for tests: another implementation of the protocol than any of ours. It keeps what was published. */
export interface TestBroker extends AsyncDisposable {
  readonly url: string;
  readonly received: { readonly clientId: string; readonly payload: string }[];
  readonly logins: string[];
  /** Cuts every connection. */
  cut(): void;
}

/** Starts aedes on a random loopback port; `password` is what it asks of everybody. */
export async function startTestBroker(options: { readonly port?: number; readonly password?: string } = {}): Promise<TestBroker> {
  const broker = await Aedes.createBroker();
  const received: { clientId: string; payload: string }[] = [];
  const logins: string[] = [];
  broker.authenticate = (client, username, password, done) => {
    const accepted = options.password === undefined || password?.toString() === options.password;
    if (accepted) logins.push(`${client.id} ${username ?? ''}`);
    done(null, accepted);
  };
  broker.on('publish', (packet, client) => {
    if (client !== null) received.push({ clientId: client.id, payload: packet.payload.toString() });
  });
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    logins,
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}
