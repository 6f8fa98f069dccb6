import type { Introduction, Login } from '../principal.ts';
import type { Peer } from '../transport/peer.ts';
import { logIn, type Refused, refuseConnect, stepIn } from './admission.ts';
import type { MqttGateway } from './gateway.ts';
import type { Connect } from './packet/connect.ts';
import { reason } from './packet/reason.ts';

/** How a CONNECT ended: somebody, or nobody with a reason. `authData` belongs into CONNACK. */
export type Greeting =
  | { readonly ok: true; readonly login: Login & { readonly ok: true }; readonly authData: Buffer | undefined }
  | { readonly ok: false; readonly refused: Refused; readonly login: Login | undefined };

/**
 * Finds out who is connecting: by what CONNECT carries, or by an exchange of AUTH packets (MQTT 5 §4.12), for which `ask` sends ours and
 * gives the peer's. Never rejects.
 */
export async function greet(
  gateway: MqttGateway,
  connect: Connect,
  introduction: Introduction,
  peer: Peer,
  ask: (data: Buffer) => Promise<Buffer | undefined>,
): Promise<Greeting> {
  const refused = refuseConnect(gateway, connect, peer);
  if (refused !== undefined) return { ok: false, refused, login: undefined };
  const method = connect.properties.authMethod;
  const { login, data } =
    method === undefined
      ? { login: await logIn(gateway, introduction), data: undefined }
      : await exchange(gateway, method, connect.properties.authData, introduction, ask);
  if (login.ok) return { ok: true, login, authData: data };
  // [MQTT5-4.12.0-4] [MQTT5-3.1.4-2]
  const text = login.text ?? 'the credentials are not accepted';
  return { ok: false, refused: { code: login.code, why: login.reason, text }, login };
}

/** Runs an exchange to its end. */
export async function exchange(
  gateway: MqttGateway,
  method: string,
  first: Buffer | undefined,
  introduction: Introduction,
  ask: (data: Buffer) => Promise<Buffer | undefined>,
): Promise<{ readonly login: Login; readonly data: Buffer | undefined }> {
  const steps = gateway.authenticator.exchange(method, introduction);
  if (steps === undefined) {
    // [MQTT5-4.12.0-1]
    const text = `the authentication method ${method.slice(0, 64)} is not offered`;
    return { login: { ok: false, reason: 'auth-method', code: reason.badAuthenticationMethod, text }, data: undefined };
  }
  let said = first;
  for (let round = 0; round < authRoundsMax; round++) {
    const step = await stepIn(gateway, steps, said);
    if (step.done) return { login: step.login, data: step.data };
    said = await ask(step.data);
  }
  return { login: { ok: false, reason: 'auth-rounds', code: reason.notAuthorized, text: 'too many AUTH packets' }, data: undefined };
}

/** AUTH packets of a client in one authentication; SCRAM needs one. */
const authRoundsMax = 8;
