import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Session } from '@thalamus/sdk';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { SsoButton } from './sso-button.tsx';

// Most people have no second factor: what asks for it is loaded when it is needed.
const CodeForm = lazy(() => import('./code-form.tsx').then((module) => ({ default: module.CodeForm })));

/** E-mail and password, then a code where the person has a second factor; also shown over a page whose session has ended. */
export function SignInForm({
  email: known = '',
  next,
  onSignedIn,
}: {
  email?: string;
  /** Where the way through an organisation comes back to. */
  next: string;
  onSignedIn: (session: Session, password: string) => void;
}): ReactNode {
  const m = useMessages().signIn;
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [step, setStep] = useState<'password' | 'code' | 'anew'>('password');
  const signIn = useMutation({
    mutationFn: () => client.signIn({ email: email.trim(), password }),
    onSuccess: (answer) => {
      if ('secondFactorRequired' in answer) setStep('code');
      else onSignedIn(answer, password);
    },
  });

  if (step === 'code') {
    return (
      <Suspense fallback={null}>
        <CodeForm
          onSignedIn={(session) => onSignedIn(session, password)}
          onStartAgain={(tooLate) => {
            signIn.reset();
            setPassword('');
            setStep(tooLate ? 'anew' : 'password');
          }}
        />
      </Suspense>
    );
  }
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
      {step === 'anew' && (
        <Notice kind="warning" title={m.beganAnewTitle}>
          <p className="notice-text">{m.beganAnewDetail}</p>
        </Notice>
      )}
      <TextInput
        label={m.email}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        data-autofocus={known === '' || undefined}
        data-testid="sign-in-email"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={m.password}
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus={known !== '' || undefined}
        data-testid="sign-in-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {signIn.isError && <ProblemNotice error={signIn.error} />}
      <Button type="submit" fullWidth loading={signIn.isPending} data-testid="sign-in-submit">
        {m.submit}
      </Button>
      <SsoButton typed={email.trim()} next={next} />
    </form>
  );
}
