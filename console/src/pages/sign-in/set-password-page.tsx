import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { pathInTenant } from '../../api/tenant.ts';
import { useMessages } from '../../i18n/language.tsx';
import { toast } from '../../ui/toast.ts';
import { Door } from './door.tsx';
import { oneTimePassword } from './one-time-password.ts';
import { PasswordForm } from './password-form.tsx';

const route = getRouteApi('/set-password');

/** Forced after the first sign-in with the one-time password. */
export function SetPasswordPage(): ReactNode {
  const m = useMessages().signIn;
  const router = useRouter();
  const { next } = route.useSearch();
  return (
    <Door title={m.setTitle} lead={m.setLead}>
      <PasswordForm
        currentLabel={m.currentOneTime}
        known={oneTimePassword.get()}
        onDone={() => {
          oneTimePassword.set(undefined);
          toast(m.changed);
          router.history.push(pathInTenant(next ?? '/'));
        }}
      />
    </Door>
  );
}
