import type { EventBus, EventName, Events } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';

/** Of the event it is listed under. */
type Handler = (event: never) => void;

/** Delivers events inside this process, at once and in order of subscription; a handler that throws is logged and stops nobody else. */
export function createMemoryBus(log: Logger): EventBus {
  const handlers = new Map<EventName, readonly Handler[]>();
  return { publish, on };

  function publish<N extends EventName>(name: N, event: Events[N]): void {
    const called = handlers.get(name);
    if (called === undefined) return;
    for (const handler of called) {
      try {
        (handler as (event: Events[N]) => void)(event);
      } catch (error) {
        log.error({ err: error, event: name }, 'an event handler failed');
      }
    }
  }

  function on<N extends EventName>(name: N, handler: (event: Events[N]) => void): () => void {
    // The list is replaced, never changed in place, so that a publish under way sees the handlers it began with.
    // Wrapped, so that the same function subscribed twice is two subscriptions.
    const entry = (event: Events[N]): void => handler(event);
    handlers.set(name, [...(handlers.get(name) ?? []), entry]);
    return () => {
      handlers.set(
        name,
        (handlers.get(name) ?? []).filter((h) => h !== entry),
      );
    };
  }
}
