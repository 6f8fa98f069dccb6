import { createSignal } from '../../app/signal.ts';

/** The one-time password between sign-in and "set your own password": in memory only, so that nobody types it twice. */
export const oneTimePassword = createSignal<string | undefined>(undefined);
