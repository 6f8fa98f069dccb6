import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { intakeQuery } from '../../api/intake.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Panel } from '../../ui/page.tsx';
import { type Sample, stepRates, withSample } from './intake.ts';

const windowMs = 10_000;
const historyMs = 120_000;

/** How many reports the platform takes per second, with the last two minutes as a line; nothing where its counters can't be read. */
export function IntakeRate(): ReactNode {
  const m = useMessages().overview;
  const format = useFormat();
  const { data, error } = useQuery(intakeQuery);
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    if (data !== undefined) setSamples((before) => withSample(before, data, historyMs));
  }, [data]);
  if (data === undefined && error !== null) return null;

  const rates = stepRates(samples);
  const last = samples.at(-1);
  const first = last && samples.find((each) => each.atMs >= last.atMs - windowMs);
  const rate = last && first && last !== first ? ((last.count - first.count) / (last.atMs - first.atMs)) * 1000 : undefined;
  const top = Math.max(1, ...rates.map((each) => each.perSecond));
  const points = rates
    .map(({ atMs, perSecond }) => `${((atMs - (last?.atMs ?? 0)) / historyMs) * 100 + 100},${30 - (perSecond / top) * 28}`)
    .join(' ');
  return (
    <Panel title={m.intake}>
      <div className="rate">
        <span className="figure" data-testid="intake-rate">
          {rate === undefined ? '–' : format.integer(Math.round(rate))}
        </span>
        <span className="dim">{m.intakeUnit}</span>
        <svg viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">
          <polyline points={points} fill="none" stroke="var(--accent)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
        </svg>
      </div>
      <div className="counts-label">{m.intakeHint}</div>
    </Panel>
  );
}
