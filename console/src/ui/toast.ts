import { createSignal } from '../app/signal.ts';

const toastMs = 4000;

/** True once there was something to say: what says it is loaded then, not with the first page. */
export const toastsWanted = createSignal(false);

/** Says that something worked. Failures are shown where they happened, not here. */
export function toast(message: string): void {
  toastsWanted.set(true);
  void import('./toast-stack.tsx').then(({ show }) => show(message, toastMs));
}
