import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { useMessages } from '../../i18n/language.tsx';
import { inviteOwnerRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { InvitationLink } from '../../ui/invitation-link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';

interface InviteOwnerProps {
  readonly tenant: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** An e-mail, then the link, shown once. */
export function InviteOwnerDialog({ tenant, opened, onClose }: InviteOwnerProps): ReactNode {
  const m = useMessages();
  const { person } = useSession();
  const [email, setEmail] = useState('');
  const invite = useMutation({ mutationFn: () => client.inviteOwner(tenant, { email: email.trim() }) });
  const close = () => {
    invite.reset();
    setEmail('');
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={invite.data ? m.operator.invitedTitle : m.operator.inviteOwner}
      size="lg"
      closeOnClickOutside={invite.data === undefined}
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      {invite.data ? (
        <InvitationLink email={invite.data.email} link={invite.data.link} onDone={close} />
      ) : (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            invite.mutate();
          }}
        >
          <TextInput
            label={m.operator.ownerEmail}
            description={m.operator.inviteOwnerDetail}
            type="email"
            required
            withAsterisk={false}
            maxLength={254}
            autoComplete="off"
            data-autofocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          {invite.error && <ProblemNotice error={invite.error} />}
          <div className="form-end">
            <div className="form-end-start">
              <CopyAs recipe={() => inviteOwnerRecipe(person.email, tenant, { email: email.trim() })} />
            </div>
            <Button variant="default" onClick={close}>
              {m.common.cancel}
            </Button>
            <Button type="submit" loading={invite.isPending} disabled={email.trim() === ''}>
              {m.operator.invite}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
