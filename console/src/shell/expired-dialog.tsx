import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { queryClient } from '../api/query-client.ts';
import { acceptSession, useSession } from '../api/session.ts';
import { useMessages } from '../i18n/language.tsx';
import { SignInForm } from '../pages/sign-in/sign-in-form.tsx';

/** Over the page that was open when the session ended, so that nothing on it is lost. */
export function ExpiredDialog(): ReactNode {
  const m = useMessages().shell;
  const { person } = useSession();
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={m.expiredTitle}
    >
      <p className="dim">{m.expiredDetail}</p>
      <SignInForm
        email={person.email}
        next={location.pathname + location.search}
        onSignedIn={(session) => {
          acceptSession(session);
          void queryClient.invalidateQueries();
        }}
      />
    </Modal>
  );
}
