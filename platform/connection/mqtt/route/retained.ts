import type { Message } from './message.ts';

/** Retained messages of one tenant; a further one is refused. */
export const retainedMessagesMax = 200_000;
/** Bytes of the retained messages of one tenant, topics included; what would be more is refused. */
export const retainedBytesMax = 256 * 1024 * 1024;

/** The newest message of every topic that was published to be kept. */
export interface Retained {
  readonly count: number;
  readonly bytes: number;
  /** Keeps a message, or deletes its topic's when it is empty [MQTT-3.3.1-10]. Returns the limit that it is over, if any. */
  set(message: Message): string | undefined;
  /** Calls back for every message whose topic matches the filter. */
  match(filter: string, each: (message: Message) => void): void;
}

interface Node {
  children: Map<string, Node> | undefined;
  message: Message | undefined;
}

export function createRetained(now: () => number): Retained {
  const root: Node = { children: undefined, message: undefined };
  let count = 0;
  let bytes = 0;

  return {
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
    set,
    match: (filter, each) => matchAt(root, filter.split('/'), 0, each),
  };

  function set(message: Message): string | undefined {
    const levels = message.topic.split('/');
    if (message.payload.length === 0) {
      remove(root, levels, 0);
      return undefined;
    }
    const known = find(levels);
    const grows = sizeOf(message) - (known === undefined ? 0 : sizeOf(known));
    if (known === undefined && count >= retainedMessagesMax) return 'retained.messages';
    if (bytes + grows > retainedBytesMax) return 'retained.bytes';
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
    if (node.message === undefined) count++;
    node.message = message.keep();
    bytes += grows;
    return undefined;
  }

  function find(levels: readonly string[]): Message | undefined {
    let node: Node | undefined = root;
    for (const level of levels) node = node?.children?.get(level);
    return node?.message;
  }

  /** True when the node holds nothing any more. */
  function remove(node: Node, levels: readonly string[], at: number): boolean {
    if (at === levels.length) drop(node);
    else {
      const level = levels[at] as string;
      const child = node.children?.get(level);
      if (child !== undefined && remove(child, levels, at + 1)) node.children?.delete(level);
    }
    return node.message === undefined && (node.children === undefined || node.children.size === 0);
  }

  function drop(node: Node): void {
    if (node.message === undefined) return;
    count--;
    bytes -= sizeOf(node.message);
    node.message = undefined;
  }

  function tell(node: Node, each: (message: Message) => void): void {
    const { message } = node;
    if (message === undefined) return;
    if (message.expired(now())) drop(node);
    else each(message);
  }

  function matchAt(node: Node, levels: readonly string[], at: number, each: (message: Message) => void): void {
    if (at === levels.length) {
      tell(node, each);
      return;
    }
    const level = levels[at] as string;
    if (level === '#') {
      everything(node, at === 0, each);
    } else if (level === '+') {
      for (const [name, child] of node.children ?? []) if (at > 0 || !name.startsWith('$')) matchAt(child, levels, at + 1, each);
    } else {
      const child = node.children?.get(level);
      if (child !== undefined) matchAt(child, levels, at + 1, each);
    }
  }

  /** `#` means its parent and all below; at the first level nothing that begins with `$` [MQTT-4.7.2-1]. */
  function everything(node: Node, first: boolean, each: (message: Message) => void): void {
    tell(node, each);
    for (const [name, child] of node.children ?? []) if (!first || !name.startsWith('$')) everything(child, false, each);
  }
}

function sizeOf({ topic, payload, forwarded }: Message): number {
  return topic.length + payload.length + forwarded.length;
}
