import type { Principal } from '../../principal.ts';
import { count } from '../counters.ts';
import type { MqttGateway } from '../gateway.ts';
import type { Will } from '../packet/connect.ts';
import { publish } from '../publish.ts';
import { Target } from '../target.ts';
import type { ClientSession } from './client-session.ts';

/**
 * Says a will as its client would have said it, with the same rights and quotas [MQTT-3.1.2-8], retained where it says so [MQTT-3.1.2-16]
 * [MQTT-3.1.2-17] [MQTT5-3.1.2-14] [MQTT5-3.1.2-15]. A promise where its device must be looked up first.
 */
export function publishWill(gateway: MqttGateway, session: ClientSession, will: Will): Promise<void> | undefined {
  const { principal, tenant, owner } = session;
  if (principal !== undefined) say(gateway, session, principal, will);
  // An application may publish its will, or it would not have been let in.
  else if (session.kind === 'application') say(gateway, session, formerApplication(tenant, owner), will);
  else {
    return gateway.device(tenant, owner).then(
      (found) => {
        if (found !== undefined) say(gateway, session, found, will);
      },
      (error: unknown) => gateway.log.warn({ err: error, client: session.clientId }, 'a will could not be published'),
    );
  }
  return undefined;
}

function formerApplication(tenant: string, name: string): Principal {
  return { kind: 'application', tenant, name, mayPublish: yes, maySubscribe: yes, mayReceive: yes, rightsVersion: 0 };
}

function yes(): boolean {
  return true;
}

function say(gateway: MqttGateway, session: ClientSession, principal: Principal, will: Will): void {
  const meter = gateway.quotas.meter(session.tenant);
  if (!meter.takeMessage()) {
    meter.refused(meter.lacking);
    count(gateway.counters.dropped, 'will-over-quota');
    return;
  }
  const target = new Target();
  target.aim(principal, session.routes, will.topic);
  const { payload, qos, retain, forwarded, expirySeconds } = will;
  publish(gateway, session, principal, target, payload, 0, payload.length, qos, retain, forwarded, expirySeconds);
}
