import type { Message } from './message.ts';
import { RetainedMessage } from './retained-message.ts';

/** Retained messages that expire within the same so many milliseconds are looked at together. */
const expiryBucketMs = 10_000;

/** The newest message of every topic that was published to be kept. */
export interface Retained {
  readonly count: number;
  readonly bytes: number;
  /** Keeps a message, or deletes its topic's when it is empty [MQTT-3.3.1-10]. Returns the limit that it is over, if any. */
  set(message: Message): string | undefined;
  /** Takes in what was kept before, whatever the bounds are by now. */
  restore(message: Message): void;
  /**
   * Every message whose topic matches the filter and that has not expired. It may be taken bit by bit while messages come and go: each is
   * the newest of its topic at the time.
   */
  match(filter: string): Generator<RetainedMessage, undefined>;
  /** Deletes what has expired, and tells the topics. */
  sweep(now: number, expired: (topic: string) => void): void;
}

export interface RetainedBounds {
  readonly retainedMessagesMax: number;
  readonly retainedBytesMax: number;
}

interface Node {
  children: Map<string, Node> | undefined;
  message: RetainedMessage | undefined;
}

export function createRetained(now: () => number, bounds: () => RetainedBounds): Retained {
  const root: Node = { children: undefined, message: undefined };
  // By the end of their time, messages that have one; those that were replaced meanwhile are passed over.
  const expiring = new Map<number, Set<RetainedMessage>>();
  let count = 0;
  let bytes = 0;
  let sweepAt = Number.POSITIVE_INFINITY;

  return {
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
    set,
    restore: (message) => put(message.topic.split('/'), message),
    match: (filter) => matchAt(root, filter.split('/'), 0),
    sweep,
  };

  function set(message: Message): string | undefined {
    const levels = message.topic.split('/');
    if (message.payload.length === 0) {
      remove(root, levels, 0);
      return undefined;
    }
    const known = find(levels);
    const grows = sizeOf(message) - (known?.bytes ?? 0);
    const { retainedMessagesMax, retainedBytesMax } = bounds();
    if (known === undefined && count >= retainedMessagesMax) return 'retained.messages';
    if (grows > 0 && bytes + grows > retainedBytesMax) return 'retained.bytes';
    put(levels, message);
    return undefined;
  }

  function put(levels: readonly string[], message: Message): void {
    const node = at(levels);
    drop(node);
    node.message = new RetainedMessage(message);
    count++;
    bytes += node.message.bytes;
    remember(node.message);
  }

  function at(levels: readonly string[]): Node {
    let node = root;
    for (const level of levels) {
      node.children ??= new Map();
      let child = node.children.get(level);
      if (child === undefined) {
        child = { children: undefined, message: undefined };
        node.children.set(level, child);
      }
      node = child;
    }
    return node;
  }

  function find(levels: readonly string[]): RetainedMessage | undefined {
    let node: Node | undefined = root;
    for (const level of levels) node = node?.children?.get(level);
    return node?.message;
  }

  /** True when the node holds nothing any more. */
  function remove(node: Node, levels: readonly string[], depth: number): boolean {
    if (depth === levels.length) drop(node);
    else {
      const level = levels[depth] as string;
      const child = node.children?.get(level);
      if (child !== undefined && remove(child, levels, depth + 1)) node.children?.delete(level);
    }
    return node.message === undefined && (node.children === undefined || node.children.size === 0);
  }

  function drop(node: Node): void {
    if (node.message === undefined) return;
    count--;
    bytes -= node.message.bytes;
    forget(node.message);
    node.message = undefined;
  }

  function remember(message: RetainedMessage): void {
    if (message.expiresAt === 0) return;
    const key = bucketOf(message);
    const bucket = expiring.get(key);
    if (bucket === undefined) expiring.set(key, new Set([message]));
    else bucket.add(message);
    sweepAt = Math.min(sweepAt, key);
  }

  function forget(message: RetainedMessage): void {
    if (message.expiresAt === 0) return;
    const key = bucketOf(message);
    const bucket = expiring.get(key);
    if (bucket?.delete(message) === true && bucket.size === 0) expiring.delete(key);
  }

  function sweep(time: number, expired: (topic: string) => void): void {
    if (time < sweepAt) return;
    for (const [key, bucket] of expiring) {
      if (key > time) continue;
      for (const { topic } of bucket) {
        remove(root, topic.split('/'), 0);
        expired(topic);
      }
    }
    sweepAt = Number.POSITIVE_INFINITY;
    for (const key of expiring.keys()) sweepAt = Math.min(sweepAt, key);
  }

  function* matchAt(node: Node, levels: readonly string[], depth: number): Generator<RetainedMessage, undefined> {
    const level = levels[depth];
    if (level === undefined) {
      if (isAlive(node.message)) yield node.message;
    } else if (level === '#') {
      yield* everything(node, depth === 0);
    } else if (level === '+') {
      for (const [name, child] of node.children ?? []) if (depth > 0 || !name.startsWith('$')) yield* matchAt(child, levels, depth + 1);
    } else {
      const child = node.children?.get(level);
      if (child !== undefined) yield* matchAt(child, levels, depth + 1);
    }
  }

  /** `#` means its parent and all below; at the first level nothing that begins with `$` [MQTT-4.7.2-1]. */
  function* everything(node: Node, first: boolean): Generator<RetainedMessage, undefined> {
    if (isAlive(node.message)) yield node.message;
    for (const [name, child] of node.children ?? []) if (!first || !name.startsWith('$')) yield* everything(child, false);
  }

  function isAlive(message: RetainedMessage | undefined): message is RetainedMessage {
    return message !== undefined && !message.expired(now());
  }
}

/** The time at which all messages of its bucket have expired. */
function bucketOf({ expiresAt }: RetainedMessage): number {
  return Math.ceil(expiresAt / expiryBucketMs) * expiryBucketMs;
}

function sizeOf({ topic, payload, forwarded }: Message): number {
  return topic.length + payload.length + forwarded.length;
}
