import type { Principal } from '../principal.ts';
import type { MqttGateway } from './gateway.ts';
import type { ProtocolLevel } from './packet/level.ts';
import { type ReasonCode, reason } from './packet/reason.ts';
import type { Subscribe, Subscription } from './packet/subscribe.ts';
import { parseShare, withinLevels } from './route/topic.ts';
import type { ClientSession } from './session/client-session.ts';
import { fullTopic } from './target.ts';

const noIds: readonly number[] = [];

/** What a SUBSCRIBE is answered with, and the retained messages that follow it. */
export interface Subscribed {
  readonly codes: readonly ReasonCode[];
  /** To be called after SUBACK is sent. */
  readonly sendRetained: () => void;
}

/**
 * Grants what the client may have of what it asks for (§3.8.4), filter by filter [MQTT-3.8.4-4] [MQTT5-3.8.4-5] [MQTT5-3.8.4-7]; one that it has
 * already is replaced [MQTT-3.8.4-3] [MQTT5-3.8.4-4].
 */
export function subscribe(
  gateway: MqttGateway,
  session: ClientSession,
  principal: Principal,
  level: ProtocolLevel,
  asked: Subscribe,
): Subscribed {
  const fresh: (readonly [filter: string, subscription: Subscription])[] = [];
  const codes = asked.subscriptions.map((subscription) => {
    const filter = fullFilter(principal, subscription.filter);
    const refused = refusal(gateway, session, principal, subscription.filter, filter);
    if (refused !== undefined) return level === 5 ? refused : reason.unspecifiedError;
    const { qos, noLocal, retainAsPublished } = subscription;
    const fullName = session.mount !== '' && filter === subscription.filter;
    if (fullName) session.fullNames = true;
    const options = { qos, noLocal, retainAsPublished, id: asked.subscriptionId };
    const isNew = session.subscribe(filter, fullName ? { ...options, fullName } : options);
    if (wantsRetained(subscription, isNew)) fresh.push([filter, subscription]);
    return qos as ReasonCode;
  });
  return { codes, sendRetained: sendAll };

  function sendAll(): void {
    const ids = asked.subscriptionId === 0 ? noIds : [asked.subscriptionId];
    for (const [filter, { qos }] of fresh) session.feed.add(filter, qos, ids);
  }
}

/** A filter in its tenant's tree; the mount of a device stands behind the name of a group. */
export function fullFilter(principal: Principal, filter: string): string {
  if (principal.kind === 'application') return filter;
  const share = parseShare(filter);
  if (share !== undefined) return `$share/${share.group}/${fullTopic(principal, share.filter)}`;
  return fullTopic(principal, filter);
}

function refusal(
  gateway: MqttGateway,
  session: ClientSession,
  principal: Principal,
  written: string,
  filter: string,
): ReasonCode | undefined {
  const { subscriptionsPerSessionMax, topicLevelsMax } = gateway.limits();
  if (!withinLevels(filter, topicLevelsMax)) {
    gateway.limited(session, 'topic.levels');
    return reason.topicFilterInvalid;
  }
  if (!session.subscriptions.has(filter) && session.subscriptions.size >= subscriptionsPerSessionMax) {
    gateway.limited(session, 'session.subscriptions');
    return reason.quotaExceeded;
  }
  const allowed = principal.kind === 'device' ? isOwn(session, filter) : principal.maySubscribe(filter);
  if (allowed) return undefined;
  gateway.denied(session, written);
  return reason.notAuthorized;
}

/** `$…` of a device would lie below its mount and never match: refused, so that nobody waits for it in vain. */
function isOwn(session: ClientSession, filter: string): boolean {
  return !filter.startsWith(`${session.mount}$`) && (filter.startsWith(session.mount) || filter.startsWith('$share/'));
}

/** [MQTT-3.3.1-6] [MQTT5-3.3.1-9] [MQTT5-3.3.1-10] [MQTT5-3.3.1-11]; a shared subscription gets none [MQTT5-4.8.2]. */
function wantsRetained({ filter, retainHandling }: Subscription, isNew: boolean): boolean {
  return !filter.startsWith('$share/') && (retainHandling === 0 || (retainHandling === 1 && isNew));
}
