import { createSignal } from '../app/signal.ts';

export type LiveState = 'idle' | 'connecting' | 'open' | 'lost';

/** False from the first call that nobody answered until the next that somebody did. */
export const reachable = createSignal(true);

/** True once the API stopped knowing us; the shell then asks to sign in again, keeping the page. */
export const sessionEnded = createSignal(false);

/** How the live stream is doing. */
export const liveState = createSignal<LiveState>('idle');
