import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { ApiError, type Session } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';

/** E-mail and password; also shown over a page whose session has ended. */
export function SignInForm({
  email: known = '',
  onSignedIn,
}: {
  email?: string;
  onSignedIn: (session: Session, password: string) => void;
}): ReactNode {
  const m = useMessages().signIn;
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string>();
  const signIn = useMutation({
    mutationFn: () => (code === undefined ? client.signIn({ email: email.trim(), password }) : client.completeSignIn({ code })),
    onSuccess: (answer) => {
      if ('secondFactorRequired' in answer) setCode('');
      else onSignedIn(answer, password);
    },
    onError: (error) => {
      // The half-done sign-in is over; one begins again with the password.
      if (error instanceof ApiError && error.code === 'UNAUTHENTICATED') setCode(undefined);
    },
  });

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate();
      }}
    >
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
      {code !== undefined && (
        <TextInput
          label={m.code}
          description={m.codeHint}
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          autoFocus
          data-testid="sign-in-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      {signIn.isError && <ProblemNotice error={signIn.error} />}
      <Button type="submit" fullWidth loading={signIn.isPending} data-testid="sign-in-submit">
        {m.submit}
      </Button>
    </form>
  );
}
