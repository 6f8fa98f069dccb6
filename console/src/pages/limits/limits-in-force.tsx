import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMay } from '../../access/may.ts';
import { connectionLimitsQuery } from '../../api/limit-queries.ts';
import { TextLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { limitNamed, useLimitTexts } from './limit-text.ts';
import { useLimitMessages } from './messages.ts';

/** Every limit with its value and what happens there; whoever runs the platform sets them. */
export function LimitsInForce(): ReactNode {
  const m = useLimitMessages().limits;
  const may = useMay();
  const texts = useLimitTexts();
  const { data, error, refetch } = useQuery(connectionLimitsQuery);
  if (error && data === undefined) return <ProblemNotice error={error} retry={() => void refetch()} />;
  return (
    <>
      <p className="dim">
        {m.whoSets}{' '}
        {may('operator') && (
          <TextLink to="/operator/limits" underline="always">
            {m.toSettings}
          </TextLink>
        )}
      </p>
      <Panel flush>
        {data === undefined && <SkeletonRows rows={8} />}
        {data !== undefined && (
          <div className="table-scroll">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{m.limit}</th>
                  <th scope="col" className="limit-value">
                    {m.value}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.limits.map(({ limit, unit, bound }) => (
                  <tr key={limit}>
                    <td>
                      <div className="device-name">{texts.name(limit)}</div>
                      <div className="dim device-label">{m.atBound(texts.bound(limit) || bound)}</div>
                      <code className="dim limit-key">{limit}</code>
                    </td>
                    <td className="limit-value num">{texts.value(limitNamed(data.inForce, limit), unit)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </>
  );
}
