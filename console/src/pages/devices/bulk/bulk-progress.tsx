import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { problemOf } from '../../../api/problem.ts';
import { useFormat, useMessages } from '../../../i18n/language.tsx';
import type { BulkState } from './use-bulk.ts';

const failuresShownMax = 20;

/** How far it is, and which devices it could not be done to, with the reason. */
export function BulkProgress({ state: { total, done, failures } }: { state: BulkState }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  return (
    <div className="form">
      <Progress value={(done / total) * 100} aria-label={m.bulk.title} />
      <p className="confirm-text num" role="status">
        {m.bulk.progress(format.integer(done), format.integer(total))}
      </p>
      {failures.length > 0 && (
        <div role="alert">
          <p className="confirm-text menu-critical">{m.bulk.failed(failures.length, format.integer(failures.length))}</p>
          <ul className="plain-list bulk-failures">
            {failures.slice(0, failuresShownMax).map(({ device, error }) => (
              <li key={device}>
                <strong>{device}</strong>: {problemOf(error)?.detail ?? m.problem.unknownTitle}
              </li>
            ))}
            {failures.length > failuresShownMax && <li>…</li>}
          </ul>
        </div>
      )}
    </div>
  );
}
