import type { AuthExchange, Introduction, Login } from '../principal.ts';
import type { Peer } from '../transport/peer.ts';
import type { MqttGateway } from './gateway.ts';
import { clientIdCharactersMax } from './limits.ts';
import type { Connect } from './packet/connect.ts';
import { type ReasonCode, reason } from './packet/reason.ts';

/** A CONNECT that is not taken: the code it is answered with and why, for counters and for clients of MQTT 5. */
export interface Refused {
  readonly code: ReasonCode;
  /** Counted by. */
  readonly why: string;
  /** Told to clients of MQTT 5; never whether a name exists. */
  readonly text: string;
}

/** What a CONNECT itself breaks, before anybody asks who it is (§3.1.4); a client identifier may be refused for its length [MQTT-3.1.3-9] [MQTT5-3.1.3-8], and short ones never are [MQTT-3.1.3-5]. */
export function refuseConnect(gateway: MqttGateway, connect: Connect, peer: Peer): Refused | undefined {
  const { clientId, cleanStart, level } = connect;
  // [MQTT-3.1.3-8]: an empty identifier needs a clean session; MQTT 5 lets the server make one up.
  if (clientId === '' && !cleanStart && level < 5)
    return { code: reason.clientIdentifierNotValid, why: 'client-id', text: 'an empty client identifier needs a clean session' };
  if (clientId.length > clientIdCharactersMax) {
    const text = `the client identifier has more than ${clientIdCharactersMax} characters`;
    return { code: reason.clientIdentifierNotValid, why: 'client-id', text };
  }
  const guarded = gateway.guard.connect(peer, clientId, connect.username);
  if (guarded !== undefined) return { code: guarded.code, why: guarded.limit, text: guarded.text };
  return undefined;
}

/** Asks who it is. Never rejects: a registry that can't be asked is a refusal too. */
export async function logIn(gateway: MqttGateway, introduction: Introduction): Promise<Login> {
  try {
    return await gateway.authenticator.login(introduction);
  } catch (error) {
    return unavailable(gateway, error);
  }
}

/** One step of an enhanced authentication (MQTT 5 §4.12). Never rejects. */
export async function stepIn(
  gateway: MqttGateway,
  exchange: AuthExchange,
  data: Buffer | undefined,
): Promise<Awaited<ReturnType<AuthExchange['step']>>> {
  try {
    return await exchange.step(data);
  } catch (error) {
    return { done: true, login: unavailable(gateway, error) };
  }
}

function unavailable(gateway: MqttGateway, error: unknown): Login {
  gateway.log.warn({ err: error }, 'a login could not be decided');
  return {
    ok: false,
    reason: 'registry-unavailable',
    code: reason.serverUnavailable,
    text: 'logins can’t be checked at the moment; try again',
  };
}
