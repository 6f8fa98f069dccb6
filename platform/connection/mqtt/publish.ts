// Hot path: bench/ingest. One publication on its way in: to the ingest log, to subscribers, to what is retained.
import type { Principal } from '../principal.ts';
import { noBytes } from './bytes.ts';
import type { MqttGateway } from './gateway.ts';
import { type ReasonCode, reason } from './packet/reason.ts';
import { Message } from './route/message.ts';
import { noRoute } from './route/tenant-routes.ts';
import type { ClientSession } from './session/client-session.ts';
import type { Target } from './target.ts';

/** What a publication was decided to; one object per gateway, valid until the next call. */
export interface Verdict {
  reason: ReasonCode;
  /** Told to clients of MQTT 5 where it is not ''. */
  text: string;
  /** True when its acknowledgement must wait for the ingest log. */
  ingested: boolean;
}

/** Takes one publication of `session`: `bytes[start, end)` is valid during the call only. The verdict is `gateway.verdict`. */
export function publish(
  gateway: MqttGateway,
  session: ClientSession,
  principal: Principal,
  target: Target,
  bytes: Buffer,
  start: number,
  end: number,
  qos: 0 | 1 | 2,
  retain: boolean,
  forwarded: Buffer,
  expirySeconds: number,
): void {
  const { verdict } = gateway;
  verdict.reason = reason.success;
  verdict.text = '';
  verdict.ingested = false;
  const wanted = target.route !== undefined && target.route !== noRoute;
  if (principal.kind === 'device') {
    const refusal = principal.dialect.onPublish(
      principal.device,
      target.own(principal),
      bytes,
      start,
      end,
      wanted || (retain && target.allowed),
    );
    verdict.ingested = true;
    if (refusal !== undefined) {
      // Kept as refused data, so nobody needs to send it again.
      if (refusal.reason !== 'topic') verdict.reason = reason.payloadFormatInvalid;
      else verdict.reason = target.allowed ? reason.noMatchingSubscribers : reason.notAuthorized;
      verdict.text = `${refusal.field === '' ? '' : `${refusal.field}: `}expected ${refusal.expected}`;
      if (verdict.reason === reason.notAuthorized) gateway.denied(session, target.topic);
      return;
    }
  }
  if (!target.allowed) {
    verdict.reason = reason.notAuthorized;
    verdict.text = `not allowed to publish on ${target.topic}`;
    // Acknowledged all the same in MQTT 3.x [MQTT-3.3.5-2].
    gateway.denied(session, target.topic);
    return;
  }
  if (!wanted && !retain) {
    verdict.reason = reason.noMatchingSubscribers;
    return;
  }
  const expiresAt = expirySeconds < 0 ? 0 : gateway.clock() + expirySeconds * 1000;
  const payload = start === end ? noBytes : bytes.subarray(start, end);
  const message = new Message(principal.tenant, target.full, payload, qos, retain, forwarded, expiresAt, session);
  if (retain) keep(gateway, session, message);
  if (wanted && target.route !== undefined) target.route.deliver(message);
}

/**
 * The newest of its topic, whatever its QoS [MQTT-3.3.1-7], is kept for whoever subscribes later [MQTT-3.3.1-5]; an empty one deletes it
 * [MQTT-3.3.1-10] [MQTT-3.3.1-11] [MQTT5-3.3.1-6] [MQTT5-3.3.1-7]. Without RETAIN nothing comes here [MQTT-3.3.1-12] [MQTT5-3.3.1-8].
 */
function keep(gateway: MqttGateway, session: ClientSession, message: Message): void {
  const { verdict } = gateway;
  const refused = session.routes.retained.set(message);
  if (refused !== undefined) {
    verdict.reason = reason.quotaExceeded;
    verdict.text = refused;
    gateway.limited(session, refused);
    return;
  }
  if (message.payload.length === 0) gateway.journal.unretain(message.tenant, message.topic);
  else gateway.journal.retain(message.keep());
}
