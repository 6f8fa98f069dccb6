import type { Message } from '../route/message.ts';
import type { ShareGroup } from '../route/share-group.ts';

/** Where an outgoing message stands; `released` is QoS 2 after PUBREC: only its packet identifier is left. */
export type OutgoingPhase = 'queued' | 'sent' | 'released';

/** One QoS 1 or 2 message on its way to one session. */
export interface Outgoing {
  /** Number within the session, growing; its packet identifier follows from it. */
  readonly seq: number;
  readonly message: Message | undefined;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly ids: readonly number[];
  readonly share: ShareGroup | undefined;
  phase: OutgoingPhase;
  /** True when it may have been sent on an earlier connection. */
  duplicate: boolean;
  /** The journal's batch that it must be durable with before it is sent, or -1. */
  readonly batch: number;
}

/** Never 0, and durable with the message: the same after a restart [MQTT-2.3.1-4] [MQTT5-2.2.1-4]. */
export function packetIdOf(seq: number): number {
  return (seq % 65_535) + 1;
}

/** What a message counts against the bound on bytes of a queue. */
export function sizeOf(message: Message): number {
  return message.topic.length + message.payload.length + message.forwarded.length + 64;
}
