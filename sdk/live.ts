import { openEventsLink } from './live-events.ts';
import type { LiveLink, LiveLinkEvents } from './live-link.ts';
import { openSocketLink } from './live-socket.ts';
import type { LiveFrame, LiveTopic } from './live-types.ts';
import { backoffMs } from './retry.ts';
import type { Transport } from './transport.ts';

/** Longest wait between two attempts to reconnect. */
export const reconnectWaitMaxMs = 15_000;
/** Without a sign of life for this long (the server gives one every 15 s) the link counts as lost. */
export const silenceMaxMs = 40_000;
/** After so many attempts in a row that never opened, the next goes the other way (event stream, then WebSocket again). */
export const failuresBeforeOtherWayMax = 2;

export type LiveState = 'idle' | 'connecting' | 'open' | 'waiting' | 'closed';

export interface LiveSubscription {
  close(): void;
}

export interface LiveClient {
  /** Calls `onFrame` with a snapshot first (again after every reconnect, then with `gapMs`), then with what changed. */
  subscribe(topic: LiveTopic, onFrame: (frame: LiveFrame) => void): LiveSubscription;
  state(): LiveState;
  /** Calls back on every change of state; returns the unsubscriber. */
  onState(listener: (state: LiveState) => void): () => void;
  close(): void;
}

interface Subscription {
  readonly topic: LiveTopic;
  readonly onFrame: (frame: LiveFrame) => void;
  /** When it was last known to miss nothing; undefined before its first snapshot. */
  aliveAt: number | undefined;
}

/** Keeps one link while there are subscriptions, and makes it again with all of them when it is lost. */
export function createLiveClient(transport: Transport): LiveClient {
  const subscriptions = new Map<string, Subscription>();
  const listeners = new Set<(state: LiveState) => void>();
  let state: LiveState = 'idle';
  let link: LiveLink | undefined;
  let overEvents = false;
  let attempt = 0;
  let failures = 0;
  let serial = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  return { subscribe, state: () => state, onState, close };

  function subscribe(topic: LiveTopic, onFrame: (frame: LiveFrame) => void): LiveSubscription {
    if (state === 'closed') throw new Error('this live client was closed');
    const id = `s${++serial}`;
    subscriptions.set(id, { topic, onFrame, aliveAt: undefined });
    if (state === 'open') link?.subscribe(id, topic);
    else if (state === 'idle') connect();
    return { close: () => unsubscribe(id) };
  }

  function unsubscribe(id: string): void {
    if (!subscriptions.delete(id)) return;
    if (state === 'open') link?.unsubscribe(id);
    if (subscriptions.size === 0 && state !== 'closed') end('idle');
  }

  function connect(): void {
    become('connecting');
    const events: LiveLinkEvents = { open, frame, beat, closed: lost };
    const opened = overEvents ? undefined : openSocketLink(transport, events);
    overEvents = opened === undefined;
    link = opened ?? openEventsLink(transport, events);
    alive();
  }

  function open(): void {
    become('open');
    for (const [id, { topic }] of subscriptions) link?.subscribe(id, topic);
    alive();
  }

  function frame(received: LiveFrame): void {
    attempt = 0;
    failures = 0;
    const subscription = subscriptions.get(received.id);
    const last = subscription?.aliveAt;
    const resumed = received.snapshot !== undefined && last !== undefined;
    alive();
    if (subscription === undefined) return;
    subscription.aliveAt = performance.now();
    subscription.onFrame(resumed ? { ...received, gapMs: Math.ceil(subscription.aliveAt - last) } : received);
  }

  /** The link is alive, and so is every subscription that has its snapshot. */
  function beat(): void {
    for (const subscription of subscriptions.values()) if (subscription.aliveAt !== undefined) subscription.aliveAt = performance.now();
    alive();
  }

  function alive(): void {
    clearTimeout(timer);
    timer = setTimeout(lost, silenceMaxMs);
  }

  function lost(): void {
    link?.close();
    link = undefined;
    if (++failures >= failuresBeforeOtherWayMax) {
      failures = 0;
      overEvents = !overEvents;
    }
    become('waiting');
    clearTimeout(timer);
    timer = setTimeout(connect, backoffMs(attempt++, Math.random, 250, reconnectWaitMaxMs));
  }

  function end(next: 'idle' | 'closed'): void {
    clearTimeout(timer);
    link?.close();
    link = undefined;
    become(next);
  }

  function close(): void {
    subscriptions.clear();
    end('closed');
  }

  function become(next: LiveState): void {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener(next);
  }

  function onState(listener: (state: LiveState) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
}
