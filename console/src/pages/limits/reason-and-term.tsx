import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { TermSelect } from '../../access/term-select.tsx';
import { useLimitMessages } from './messages.ts';

interface ReasonAndTermProps {
  readonly reason: string;
  readonly term: string;
  readonly onReason: (reason: string) => void;
  readonly onTerm: (term: string) => void;
}

/** What every ban asks for. */
export function ReasonAndTerm({ reason, term, onReason, onTerm }: ReasonAndTermProps): ReactNode {
  const m = useLimitMessages().bans;
  return (
    <>
      <TextInput
        label={m.reason}
        description={m.reasonHint}
        maxLength={500}
        autoComplete="off"
        value={reason}
        data-testid="ban-reason"
        onChange={(event) => onReason(event.currentTarget.value)}
      />
      <TermSelect label={m.termLabel} terms={m.terms} value={term} onChange={onTerm} />
    </>
  );
}
