/** The platform's counter of reports taken, as read at a time. */
export interface Sample {
  readonly atMs: number;
  readonly count: number;
}

/** Adds a reading and forgets what is older than `keptMs`; a counter that went back began anew with a restart. */
export function withSample(samples: readonly Sample[], sample: Sample, keptMs: number): readonly Sample[] {
  const last = samples.at(-1);
  if (last?.atMs === sample.atMs) return samples;
  if (last !== undefined && sample.count < last.count) return [sample];
  return [...samples.filter((each) => each.atMs >= sample.atMs - keptMs), sample];
}

/** The rate between each two readings that follow each other. */
export function stepRates(samples: readonly Sample[]): { readonly atMs: number; readonly perSecond: number }[] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample;
    return { atMs: sample.atMs, perSecond: ((sample.count - before.count) / Math.max(1, sample.atMs - before.atMs)) * 1000 };
  });
}
