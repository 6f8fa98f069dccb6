import type { Transport } from '../transport/transport.ts';
import type { MqttConnection } from './connection.ts';
import { pauses } from './wire.ts';

/** Handlers are shared and find their connection on the socket: closures of its own would cost every idle connection memory. */
const owner = Symbol('connection');
const onLeft = Symbol('left');

interface Owned extends Transport {
  [owner]: MqttConnection;
  [onLeft]: (connection: MqttConnection) => void;
}

/** Leads what happens on a socket to its connection; `left` is called once when the socket is closed. */
export function own(transport: Transport, connection: MqttConnection, left: (connection: MqttConnection) => void): void {
  const owned = Object.assign(transport, { [owner]: connection, [onLeft]: left });
  owned.on('data', onData);
  owned.on('drain', onDrain);
  owned.on('error', onError);
  owned.on('end', onEnd);
  owned.on('close', onClose);
}

function onData(this: Owned, chunk: Buffer): void {
  const connection = this[owner];
  if ((connection.wire.paused & pauses.login) === 0) {
    connection.read(chunk);
    return;
  }
  // What comes before a login is decided waits in the socket.
  connection.wire.stop();
  this.unshift(chunk);
}

function onDrain(this: Owned): void {
  this[owner].drained();
}

function onError(this: Owned): void {
  this[owner].end('network-error');
}

/** A peer that closes its side is gone: MQTT has no half-closed connections. */
function onEnd(this: Owned): void {
  this[owner].end('connection-lost');
}

function onClose(this: Owned): void {
  this[owner].end('connection-lost');
  this[onLeft](this[owner]);
}
