import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { tenantHref } from '../../api/tenant.ts';
import { useMessages } from '../../i18n/language.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Strength } from '../sign-in/strength.tsx';
import { forgetInvitation } from './invitation-token.ts';

/** Name and password of somebody who has no account yet. */
export function NewPersonForm({ token, email }: { token: string; email: string }): ReactNode {
  const m = useMessages();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: () => client.acceptInvitation({ token, name: name.trim(), password }),
    onSuccess: () => {
      forgetInvitation();
      location.replace(tenantHref(undefined));
    },
  });
  const place = problemOf(accept.error)?.places.find(({ field }) => field.endsWith('password'));
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        accept.mutate();
      }}
    >
      <TextInput label={m.signIn.email} type="email" autoComplete="username" readOnly value={email} />
      <TextInput
        label={m.invitation.name}
        description={m.invitation.nameHint}
        autoComplete="name"
        required
        withAsterisk={false}
        maxLength={128}
        data-testid="person-name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div>
        <PasswordInput
          label={m.invitation.password}
          autoComplete="new-password"
          required
          withAsterisk={false}
          data-testid="new-password"
          error={place?.expected}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Strength password={password} />
      </div>
      {accept.isError && place === undefined && <ProblemNotice error={accept.error} />}
      <Button type="submit" loading={accept.isPending || accept.isSuccess} data-testid="accept-invitation">
        {m.invitation.accept}
      </Button>
    </form>
  );
}
