import type { LiveLink, LiveLinkEvents } from './live-link.ts';
import type { LiveFrame, LiveTopic } from './live-types.ts';
import type { Transport } from './transport.ts';

/** Longest line of an event stream that is kept; a longer one ends the link. */
const lineCharsMax = 4_000_000;

/** The way around proxies that let no WebSocket through: one event stream per subscription. */
export function openEventsLink(transport: Transport, events: LiveLinkEvents): LiveLink {
  const streams = new Map<string, AbortController>();
  let ended = false;
  queueMicrotask(() => {
    if (!ended) events.open();
  });
  return { subscribe, unsubscribe, close };

  function subscribe(id: string, topic: LiveTopic): void {
    unsubscribe(id);
    const abort = new AbortController();
    streams.set(id, abort);
    follow(id, topic, abort.signal).then(
      () => lost(id, abort),
      () => lost(id, abort),
    );
  }

  async function follow(id: string, topic: LiveTopic, signal: AbortSignal): Promise<void> {
    const response = await transport.stream(`/api/v1/live/events?${topicQuery(topic)}`, signal);
    if (response.body === null) return;
    let rest = '';
    const decoder = new TextDecoder();
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const lines = (rest + decoder.decode(part.value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > lineCharsMax) throw new Error('a line of the event stream is too long');
      for (const line of lines) receive(id, line);
    }
  }

  function receive(id: string, line: string): void {
    if (line.startsWith('data: ')) events.frame({ ...(JSON.parse(line.slice(6)) as LiveFrame), id });
    else if (line.startsWith(':')) events.beat();
  }

  function lost(id: string, abort: AbortController): void {
    if (ended || streams.get(id) !== abort) return;
    close();
    events.closed();
  }

  function unsubscribe(id: string): void {
    const abort = streams.get(id);
    streams.delete(id);
    abort?.abort();
  }

  function close(): void {
    ended = true;
    for (const id of [...streams.keys()]) unsubscribe(id);
  }
}

function topicQuery(topic: LiveTopic): string {
  const params = new URLSearchParams();
  if ('fleet' in topic) params.set('fleet', '1');
  else {
    params.set('devices', topic.devices.join(','));
    if (topic.properties !== undefined) params.set('properties', topic.properties.join(','));
    if (topic.messages === true) params.set('messages', '1');
  }
  return params.toString();
}
