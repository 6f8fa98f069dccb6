import { lazy, type ReactNode, Suspense } from 'react';
import { useSignal } from '../app/signal.ts';
import { toastsWanted } from './toast.ts';

const ToastStack = lazy(() => import('./toast-stack.tsx').then((module) => ({ default: module.ToastStack })));

/** Where toasts appear, from the first one on. */
export function Toasts(): ReactNode {
  const wanted = useSignal(toastsWanted);
  return wanted ? (
    <Suspense fallback={null}>
      <ToastStack />
    </Suspense>
  ) : null;
}
