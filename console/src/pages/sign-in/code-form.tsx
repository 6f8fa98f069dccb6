import { Button, TextInput, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Session } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { CodeField } from '../../ui/code-field.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';

interface CodeFormProps {
  readonly onSignedIn: (session: Session) => void;
  /** `tooLate`: the platform has forgotten the first step. */
  readonly onStartAgain: (tooLate: boolean) => void;
}

/** The second step of a sign-in: a code of the authenticator, sent with its last digit, or a recovery code. */
export function CodeForm({ onSignedIn, onStartAgain }: CodeFormProps): ReactNode {
  const m = useMessages().signIn;
  const [recovery, setRecovery] = useState(false);
  const [code, setCode] = useState('');
  const complete = useMutation({
    mutationFn: (typed: string) => client.completeSignIn({ code: typed.trim() }),
    onSuccess: onSignedIn,
    onError: (error) => {
      if (problemOf(error)?.code === 'UNAUTHENTICATED') onStartAgain(true);
      else setCode('');
    },
  });
  const label = recovery ? m.recoveryCode : m.code;

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        complete.mutate(code);
      }}
    >
      <div>
        <h2 className="plain-h2">{m.codeTitle}</h2>
        <p className="dim code-lead">{recovery ? m.recoveryLead : m.codeLead}</p>
      </div>
      {recovery ? (
        <TextInput
          autoFocus
          label={label}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          required
          withAsterisk={false}
          data-testid="sign-in-recovery-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      ) : (
        <CodeField
          autoFocus
          label={label}
          value={code}
          testId="sign-in-code"
          onChange={setCode}
          onComplete={(typed) => complete.mutate(typed)}
        />
      )}
      {complete.isError && <ProblemNotice error={complete.error} />}
      <Button type="submit" fullWidth loading={complete.isPending} disabled={code.trim() === ''} data-testid="sign-in-code-submit">
        {m.submit}
      </Button>
      <div className="code-ways">
        <UnstyledButton
          className="code-way"
          data-testid="sign-in-use-recovery"
          onClick={() => {
            complete.reset();
            setCode('');
            setRecovery(!recovery);
          }}
        >
          {recovery ? m.useAuthenticator : m.useRecovery}
        </UnstyledButton>
        <UnstyledButton className="code-way" onClick={() => onStartAgain(false)}>
          {m.startAgain}
        </UnstyledButton>
      </div>
    </form>
  );
}
