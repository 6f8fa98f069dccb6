import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { acceptSession } from '../../api/session.ts';
import { pathInTenant } from '../../api/tenant.ts';
import { useMessages } from '../../i18n/language.tsx';
import { Door } from './door.tsx';
import { oneTimePassword } from './one-time-password.ts';
import { SignInForm } from './sign-in-form.tsx';
import { SsoFailure } from './sso-failure.tsx';

const route = getRouteApi('/sign-in');

export function SignInPage(): ReactNode {
  const m = useMessages().signIn;
  const router = useRouter();
  const { next, error, reason } = route.useSearch();
  return (
    <Door title={m.title} lead={m.lead}>
      {error !== undefined && <SsoFailure error={error} reason={reason} />}
      <SignInForm
        next={pathInTenant(next ?? '/')}
        onSignedIn={(session, password) => {
          acceptSession(session);
          if (session.passwordChangeRequired) oneTimePassword.set(password);
          // The guard of the inner pages sends on to "set your own password" where that is due.
          router.history.push(pathInTenant(next ?? '/'));
        }}
      />
      <p className="dim door-hint">{m.hint}</p>
    </Door>
  );
}
