/** A tree of topic filters, a node per level. `T` is what hangs at a filter's end. */
export class FilterTree<T> {
  readonly #root: Node<T> = emptyNode();

  /** The value at a filter, made when there is none. */
  at(filter: string, make: () => T): T {
    let node = this.#root;
    for (const level of filter.split('/')) {
      node.children ??= new Map();
      let child = node.children.get(level);
      if (child === undefined) {
        child = emptyNode();
        node.children.set(level, child);
      }
      node = child;
    }
    node.value ??= make();
    return node.value;
  }

  get(filter: string): T | undefined {
    let node: Node<T> | undefined = this.#root;
    for (const level of filter.split('/')) {
      node = node.children?.get(level);
      if (node === undefined) return undefined;
    }
    return node.value;
  }

  /** Takes the value out, and every node that leads nowhere then. */
  delete(filter: string): void {
    deleteAt(this.#root, filter.split('/'), 0);
  }

  /** Calls back for the value of every filter that matches a topic (§4.7). */
  match(topic: string, found: (value: T) => void): void {
    matchAt(this.#root, topic.split('/'), 0, !topic.startsWith('$'), found);
  }
}

interface Node<T> {
  children: Map<string, Node<T>> | undefined;
  value: T | undefined;
}

function emptyNode<T>(): Node<T> {
  return { children: undefined, value: undefined };
}

/** `wild` is false at the first level of a topic that begins with `$` [MQTT-4.7.2-1]. */
function matchAt<T>(node: Node<T>, levels: readonly string[], at: number, wild: boolean, found: (value: T) => void): void {
  const { children } = node;
  if (at === levels.length) {
    if (node.value !== undefined) found(node.value);
    // `a/#` matches `a` too [MQTT-4.7.1-2].
    const parent = children?.get('#')?.value;
    if (parent !== undefined && wild) found(parent);
    return;
  }
  if (children === undefined) return;
  const exact = children.get(levels[at] as string);
  if (exact !== undefined) matchAt(exact, levels, at + 1, true, found);
  if (!wild) return;
  const any = children.get('+');
  if (any !== undefined) matchAt(any, levels, at + 1, true, found);
  const rest = children.get('#')?.value;
  if (rest !== undefined) found(rest);
}

/** True when the node holds nothing any more. */
function deleteAt<T>(node: Node<T>, levels: readonly string[], at: number): boolean {
  if (at === levels.length) node.value = undefined;
  else {
    const level = levels[at] as string;
    const child = node.children?.get(level);
    if (child !== undefined && deleteAt(child, levels, at + 1)) node.children?.delete(level);
  }
  return node.value === undefined && (node.children === undefined || node.children.size === 0);
}
