import { useQuery } from '@tanstack/react-query';
import type { Overload } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { overloadQuery } from '../../api/limit-queries.ts';
import { useFormat } from '../../i18n/language.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { useLimitTexts } from './limit-text.ts';
import { useLimitMessages } from './messages.ts';

/** How overloaded the platform is, and which limits held somebody back. */
export function OverloadPanels(): ReactNode {
  const m = useLimitMessages().limits;
  const { data, error, refetch } = useQuery(overloadQuery);
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <div className="tenant-panels">
      <Panel title={m.overload}>{data === undefined ? <SkeletonRows rows={2} /> : <State overload={data} />}</Panel>
      <Panel title={m.firedTitle} flush={data !== undefined && data.fired.length > 0}>
        {data === undefined && <SkeletonRows rows={3} />}
        {data?.fired.length === 0 && <p className="dim">{m.firedNone}</p>}
        {data !== undefined && data.fired.length > 0 && <Fired fired={data.fired} />}
      </Panel>
    </div>
  );
}

function State({ overload: { level, since, delayMs, memoryShare } }: { overload: Overload }): ReactNode {
  const m = useLimitMessages().limits;
  const format = useFormat();
  return (
    <>
      <Notice kind={level === 0 ? 'ok' : level === 1 ? 'warning' : 'critical'} title={m.levels[level] ?? String(level)}>
        <p className="notice-text num">{m.since(format.dateTime(Date.parse(since)))}</p>
      </Notice>
      <dl className="overload-figures">
        <div>
          <dt>{m.delay}</dt>
          <dd className="num">{format.value(delayMs)} ms</dd>
        </div>
        <div>
          <dt>{m.memory}</dt>
          <dd className="num">{format.integer(memoryShare * 100)} %</dd>
        </div>
      </dl>
    </>
  );
}

function Fired({ fired }: Pick<Overload, 'fired'>): ReactNode {
  const m = useLimitMessages().limits;
  const format = useFormat();
  const texts = useLimitTexts();
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{m.limit}</th>
            <th scope="col" className="limit-value">
              {m.times}
            </th>
          </tr>
        </thead>
        <tbody>
          {fired.map(({ limit, count }) => (
            <tr key={limit}>
              <td>
                <div>{texts.name(limit)}</div>
                <code className="dim limit-key">{limit}</code>
              </td>
              <td className="limit-value num">{format.integer(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
