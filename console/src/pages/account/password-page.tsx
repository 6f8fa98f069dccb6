import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { Page, Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';
import { PasswordForm } from '../sign-in/password-form.tsx';
import '../sign-in/sign-in.css';

export function PasswordPage(): ReactNode {
  const m = useMessages().signIn;
  const router = useRouter();
  return (
    <Page title={m.changeTitle}>
      <Panel className="narrow">
        <PasswordForm
          currentLabel={m.current}
          onDone={() => {
            toast(m.changed);
            router.history.back();
          }}
        />
      </Panel>
    </Page>
  );
}
