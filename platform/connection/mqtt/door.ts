import type { Introduction, Login } from '../principal.ts';
import type { Peer } from '../transport/peer.ts';
import type { MqttGateway } from './gateway.ts';
import { exchange, type Greeting, greet } from './greeting.ts';
import { encodeAuth, parseAuth } from './packet/auth.ts';
import type { Connect } from './packet/connect.ts';
import { type ReasonCode, reason } from './packet/reason.ts';
import { ProtocolError } from './protocol.ts';

/** What a door does with its connection. */
export interface Doorway {
  readonly peer: Peer;
  answer(packet: Buffer): void;
  /** Lets the peer's next packet be read. */
  listen(listening: boolean): void;
  greeted(connect: Connect, greeting: Greeting): void;
  end(why: string, code?: ReasonCode, text?: string): void;
}

/** Where a client proves who it is: at CONNECT, and again by AUTH while its connection lives (MQTT 5 §4.12). */
export class Door {
  readonly introduction: Introduction;
  /** Stays the same for the life of the connection [MQTT5-4.12.0-5]; without one there is no AUTH [MQTT5-4.12.0-6]. */
  readonly method: string | undefined;
  readonly #gateway: MqttGateway;
  readonly #way: Doorway;
  /** True while a client proves itself anew. */
  #renewing = false;
  #answered: ((data: Buffer | undefined) => void) | undefined;

  constructor(gateway: MqttGateway, way: Doorway, connect: Connect) {
    this.#gateway = gateway;
    this.#way = way;
    const { clientId, username, password, level } = connect;
    this.introduction = { clientId, username, password, level, peer: way.peer };
    this.method = connect.properties.authMethod;
    greet(gateway, connect, this.introduction, way.peer, (data) => this.#ask(data)).then(
      (greeting) => way.greeted(connect, greeting),
      fail,
    );
  }

  /** A packet while the login goes on: false when it must wait until that is decided. */
  auth(first: number, bytes: Buffer, start: number, end: number): boolean {
    const answered = this.#answered;
    if (answered === undefined) return false;
    const { reason: code, authMethod, authData } = parseAuth(first, bytes, start, end);
    if (code !== reason.continueAuthentication || authMethod !== this.method)
      throw new ProtocolError('MQTT5-4.12.0-3', 'expected AUTH that continues with the same method', reason.protocolError);
    this.#answered = undefined;
    this.#way.listen(false);
    answered(authData);
    return true;
  }

  /** AUTH on an open connection: the next step, or a fresh start with the same method [MQTT5-4.12.1-1]. */
  again(first: number, bytes: Buffer, start: number, end: number, same: (login: Login & { readonly ok: true }) => boolean): void {
    if (this.#answered !== undefined) {
      this.auth(first, bytes, start, end);
      return;
    }
    const { reason: code, authMethod, authData } = parseAuth(first, bytes, start, end);
    if (this.method === undefined || code !== reason.reAuthenticate || authMethod !== this.method)
      throw new ProtocolError('MQTT5-4.12.1-1', 'expected AUTH that begins anew with the method of CONNECT', reason.protocolError);
    // One at a time: the answer to the first would be taken for that of the second.
    if (this.#renewing) throw new ProtocolError('MQTT5-4.12.1', 'AUTH begins anew while one is under way', reason.protocolError);
    this.#renewing = true;
    const { method } = this;
    exchange(this.#gateway, method, authData, this.introduction, (data) => this.#ask(data)).then(({ login, data }) => {
      this.#renewing = false;
      // [MQTT5-4.12.1-2]: who can't prove it again loses the connection.
      if (login.ok && same(login)) {
        this.#way.answer(encodeAuth({ reason: reason.success, authMethod: method, authData: data }));
        this.#way.listen(true);
      } else this.#way.end('re-authentication', reason.notAuthorized, 'the authentication was not renewed');
    }, fail);
  }

  /** The connection is gone: nobody answers any more. */
  close(): void {
    this.#answered?.(undefined);
    this.#answered = undefined;
  }

  #ask(data: Buffer): Promise<Buffer | undefined> {
    // [MQTT5-4.12.0-2]
    this.#way.answer(encodeAuth({ reason: reason.continueAuthentication, authMethod: this.method ?? '', authData: data }));
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#way.listen(true);
    });
  }
}

/** Neither a login nor an exchange rejects; what does is a bug, which must not stay unseen. */
function fail(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
