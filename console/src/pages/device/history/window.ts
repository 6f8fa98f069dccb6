import type { DeviceSearch, Range } from '../../../app/search.ts';

export const rangeMs: Readonly<Record<Range, number>> = {
  live: 300_000,
  '1h': 3_600_000,
  '6h': 21_600_000,
  '24h': 86_400_000,
  '7d': 604_800_000,
};

/** What stretch of time is shown: one that ends now and moves, or a fixed one. */
export type TimeWindow =
  | { readonly kind: 'moving'; readonly range: Range; readonly spanMs: number }
  | { readonly kind: 'fixed'; readonly fromMs: number; readonly toMs: number };

export function windowOf({ range = 'live', from, to }: DeviceSearch): TimeWindow {
  if (from !== undefined && to !== undefined) return { kind: 'fixed', fromMs: from, toMs: to };
  return { kind: 'moving', range, spanMs: rangeMs[range] };
}

export function boundsOf(window: TimeWindow, nowMs: number): { fromMs: number; toMs: number } {
  return window.kind === 'fixed' ? window : { fromMs: nowMs - window.spanMs, toMs: nowMs };
}
