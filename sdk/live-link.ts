import type { LiveFrame, LiveTopic } from './live-types.ts';

/** One connection to the server over either way: WebSocket, or an event stream per subscription. */
export interface LiveLink {
  subscribe(id: string, topic: LiveTopic): void;
  unsubscribe(id: string): void;
  close(): void;
}

export interface LiveLinkEvents {
  /** The link takes subscriptions now. */
  open(): void;
  frame(frame: LiveFrame): void;
  /** Nothing came but the link is alive. */
  beat(): void;
  /** Called once; the link is of no use any more. */
  closed(): void;
}
