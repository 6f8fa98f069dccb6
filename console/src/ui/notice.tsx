import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { refusalOf } from '../access/refusal.ts';
import { RefusalText } from '../access/refusal-text.tsx';
import { isUnreachable, problemOf } from '../api/problem.ts';
import { useMessages } from '../i18n/language.tsx';

type Kind = 'critical' | 'warning' | 'ok' | 'info';
const marks = { critical: IconAlertTriangle, warning: IconInfoCircle, ok: IconCircleCheck, info: IconInfoCircle };

/** A short statement that needs attention, marked by colour, icon and words. */
export function Notice({ kind, title, children }: { kind: Kind; title: string; children?: ReactNode }): ReactNode {
  const Mark = marks[kind];
  return (
    <div className="notice" data-kind={kind} role={kind === 'critical' ? 'alert' : 'status'}>
      <Mark size={18} aria-hidden />
      <div>
        <p className="notice-title">{title}</p>
        {children}
      </div>
    </div>
  );
}

/** A failed call: what happened, why, and what to do about it. */
export function ProblemNotice({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const m = useMessages();
  const unreachable = isUnreachable(error);
  const problem = problemOf(error);
  // The shell asks to sign in again, over everything else.
  if (problem?.code === 'UNAUTHENTICATED') return null;
  const refusal = problem?.code === 'FORBIDDEN' ? refusalOf(problem.detail) : undefined;
  if (refusal !== undefined) {
    return (
      <Notice kind="critical" title={m.access.missingTitle}>
        <RefusalText refusal={refusal} />
      </Notice>
    );
  }
  const title = unreachable ? m.problem.unreachableTitle : problem?.title || m.problem.unknownTitle;
  const detail = unreachable ? m.problem.unreachableDetail : problem?.detail || m.problem.unknownDetail;
  return (
    <Notice kind="critical" title={title}>
      {detail !== title && <p className="notice-text">{detail}</p>}
      {!unreachable && problem && problem.places.length > 0 && (
        <ul className="notice-text">
          {problem.places.map((place) => (
            <li key={`${place.field} ${place.expected}`}>{m.common.fieldProblem(place.field, place.expected)}</li>
          ))}
        </ul>
      )}
      {retry && (
        <Button className="notice-action" size="xs" variant="default" onClick={retry}>
          {m.common.retry}
        </Button>
      )}
    </Notice>
  );
}
