import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { acceptSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Strength } from './strength.tsx';

interface PasswordFormProps {
  readonly currentLabel: string;
  /** The present password, where it was typed a moment ago; it is then not asked for again. */
  readonly known?: string | undefined;
  readonly onDone: () => void;
}

/** Present password, new password twice. What the API says about the new one stands beside its field. */
export function PasswordForm({ currentLabel, known, onDone }: PasswordFormProps): ReactNode {
  const m = useMessages().signIn;
  const [current, setCurrent] = useState(known ?? '');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [compared, setCompared] = useState(false);
  const change = useMutation({
    mutationFn: () => client.changePassword({ current, next }),
    onSuccess: (session) => {
      acceptSession(session);
      onDone();
    },
  });
  const place = problemOf(change.error)?.places.find((each) => each.field.endsWith('next'));
  const differs = compared && again !== next;

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setCompared(true);
        if (again === next) change.mutate();
      }}
    >
      {known === undefined && (
        <PasswordInput
          label={currentLabel}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-testid="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
      )}
      <div>
        <PasswordInput
          label={m.next}
          autoComplete="new-password"
          required
          withAsterisk={false}
          data-testid="new-password"
          error={place?.expected}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <Strength password={next} />
      </div>
      <PasswordInput
        label={m.again}
        autoComplete="new-password"
        required
        withAsterisk={false}
        data-testid="new-password-again"
        error={differs && m.mismatch}
        value={again}
        onBlur={() => setCompared(again !== '')}
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
      {change.isError && place === undefined && <ProblemNotice error={change.error} />}
      <Button type="submit" loading={change.isPending} data-testid="set-password-submit">
        {m.setSubmit}
      </Button>
    </form>
  );
}
