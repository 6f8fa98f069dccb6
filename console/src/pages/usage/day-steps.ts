import type { Usage } from '@thalamus/sdk';
import type { UsageMeasure } from '../../app/search.ts';

export const dayMs = 86_400_000;

/** One measure as steps, a step per day: days without any use count as none, and the last lasts until its end. */
export function stepsOf(days: Usage['days'], measure: UsageMeasure): { times: number[]; values: number[] } {
  const byDay = new Map(days.map((day) => [Date.parse(day.day), day[measure]]));
  const [first, last] = [Math.min(...byDay.keys()), Math.max(...byDay.keys())];
  const times: number[] = [];
  for (let time = first; time <= last; time += dayMs) times.push(time);
  const values = times.map((time) => byDay.get(time) ?? 0);
  return { times: [...times, last + dayMs], values: [...values, values.at(-1) ?? 0] };
}
