/** A tree of topic filters, a node per level. `T` is what hangs at a filter's end. */
export class FilterTree<T> {
  readonly #root: Node<T> = emptyNode('');

  /** The value at a filter, made when there is none. */
  at(filter: string, make: () => T): T {
    let node = this.#root;
    for (const level of filter.split('/')) node = childOf(node, level) ?? addChild(node, level);
    node.value ??= make();
    return node.value;
  }

  get(filter: string): T | undefined {
    let node: Node<T> | undefined = this.#root;
    for (const level of filter.split('/')) {
      node = childOf(node, level);
      if (node === undefined) return undefined;
    }
    return node.value;
  }

  /** Takes the value out, and every node that leads nowhere then. */
  delete(filter: string): void {
    deleteAt(this.#root, filter.split('/'), 0);
  }

  /** Calls back for the value of every filter that matches a topic (§4.7) [MQTT-3.3.2-3], as it is written [MQTT-4.7.3-4]. */
  match(topic: string, found: (value: T) => void): void {
    matchAt(this.#root, topic.split('/'), 0, !topic.startsWith('$'), found);
  }
}

/** Most nodes have one child, for which a map would cost more than all the rest. */
interface Node<T> {
  readonly level: string;
  sole: Node<T> | undefined;
  children: Map<string, Node<T>> | undefined;
  value: T | undefined;
}

function emptyNode<T>(level: string): Node<T> {
  return { level, sole: undefined, children: undefined, value: undefined };
}

function childOf<T>({ sole, children }: Node<T>, level: string): Node<T> | undefined {
  return sole === undefined ? children?.get(level) : sole.level === level ? sole : undefined;
}

function addChild<T>(node: Node<T>, level: string): Node<T> {
  const child = emptyNode<T>(level);
  const { sole, children } = node;
  if (children !== undefined) children.set(level, child);
  else if (sole === undefined) node.sole = child;
  else {
    node.children = new Map([
      [sole.level, sole],
      [level, child],
    ]);
    node.sole = undefined;
  }
  return child;
}

function removeChild<T>(node: Node<T>, child: Node<T>): void {
  if (node.sole === child) node.sole = undefined;
  node.children?.delete(child.level);
  if (node.children?.size === 0) node.children = undefined;
}

/** `wild` is false at the first level of a topic that begins with `$` [MQTT-4.7.2-1]. */
function matchAt<T>(node: Node<T>, levels: readonly string[], at: number, wild: boolean, found: (value: T) => void): void {
  if (at === levels.length) {
    if (node.value !== undefined) found(node.value);
    // `a/#` matches `a` too [MQTT-4.7.1-2].
    const parent = childOf(node, '#')?.value;
    if (parent !== undefined && wild) found(parent);
    return;
  }
  const exact = childOf(node, levels[at] as string);
  if (exact !== undefined) matchAt(exact, levels, at + 1, true, found);
  if (!wild) return;
  const any = childOf(node, '+');
  if (any !== undefined) matchAt(any, levels, at + 1, true, found);
  const rest = childOf(node, '#')?.value;
  if (rest !== undefined) found(rest);
}

/** True when the node holds nothing any more. */
function deleteAt<T>(node: Node<T>, levels: readonly string[], at: number): boolean {
  if (at === levels.length) node.value = undefined;
  else {
    const child = childOf(node, levels[at] as string);
    if (child !== undefined && deleteAt(child, levels, at + 1)) removeChild(node, child);
  }
  return node.value === undefined && node.sole === undefined && node.children === undefined;
}
