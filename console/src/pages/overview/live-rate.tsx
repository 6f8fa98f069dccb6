import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLive } from '../../api/live.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Panel } from '../../ui/page.tsx';

const windowSeconds = 10;
const historySeconds = 60;

/** Value changes per second of the devices shown, with their last minute as a line. */
export function LiveRate({ devices }: { devices: readonly string[] }): ReactNode {
  const m = useMessages().overview;
  const format = useFormat();
  const arrived = useRef(0);
  const [seconds, setSeconds] = useState<readonly number[]>([]);

  useLive(devices.length === 0 ? undefined : { devices }, (frame) => {
    if (frame.values) for (const values of Object.values(frame.values)) arrived.current += Object.keys(values).length;
  });
  useEffect(() => {
    const timer = setInterval(() => {
      const count = arrived.current;
      arrived.current = 0;
      setSeconds((before) => [...before, count].slice(-historySeconds));
    }, 1000);
    return () => clearInterval(timer);
  }, []);

  const recent = seconds.slice(-windowSeconds);
  const rate = recent.length === 0 ? 0 : recent.reduce((sum, each) => sum + each, 0) / recent.length;
  const top = Math.max(1, ...seconds);
  const points = seconds.map((each, index) => `${historySeconds - seconds.length + index},${30 - (each / top) * 28}`).join(' ');
  return (
    <Panel title={m.liveRate}>
      <div className="rate">
        <span className="figure">{format.integer(Math.round(rate))}</span>
        <span className="dim">{m.liveRateUnit}</span>
        <svg viewBox={`0 0 ${historySeconds} 32`} preserveAspectRatio="none" aria-hidden="true">
          <polyline points={points} fill="none" stroke="var(--accent)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
        </svg>
      </div>
      <div className="counts-label">{m.liveRateHint}</div>
    </Panel>
  );
}
