import { type ReactNode, useState } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';
import { PasswordForm } from '../sign-in/password-form.tsx';
import { SecondFactorPanel } from './second-factor-panel.tsx';
import '../sign-in/sign-in.css';

/** Password and second factor. */
export function SecurityTab(): ReactNode {
  const m = useMessages();
  const [changes, setChanges] = useState(0);
  return (
    <>
      <SecondFactorPanel />
      <Panel className="account-form" title={m.account.password}>
        <p className="card-text">{m.account.passwordHint}</p>
        <PasswordForm
          key={changes}
          currentLabel={m.signIn.current}
          onDone={() => {
            toast(m.signIn.changed);
            // A form that still holds both passwords would look as if nothing had happened.
            setChanges(changes + 1);
          }}
        />
      </Panel>
    </>
  );
}
