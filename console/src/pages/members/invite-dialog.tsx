import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { firstAssignment, useAssignmentsDraft } from '../../access/assignments.ts';
import { AssignmentsEditor } from '../../access/assignments-editor.tsx';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { inviteRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { InvitationLink } from '../../ui/invitation-link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';

/** E-mail and roles, then the link, shown once, which the inviter passes on. */
export function InviteDialog({ onClose }: { onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [email, setEmail] = useState('');
  const [checked, setChecked] = useState(false);
  const draft = useAssignmentsDraft(firstAssignment);
  const body = { email: email.trim(), assignments: draft.assignments ?? [] };
  const emailFits = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(body.email);
  const invite = useMutation({
    mutationFn: () => client.createInvitation(body),
    onSuccess: () => void cache.invalidateQueries({ queryKey: ['invitations'] }),
  });
  const place = problemOf(invite.error)?.places.find(({ field }) => field === 'email');
  return (
    <Modal
      opened
      onClose={onClose}
      title={invite.data ? m.members.linkTitle : m.members.invite}
      size="lg"
      closeOnClickOutside={invite.data === undefined}
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      {invite.data ? (
        <InvitationLink email={invite.data.email} link={invite.data.link} onDone={onClose} />
      ) : (
        <form
          className="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setChecked(true);
            if (emailFits && draft.assignments !== undefined && draft.rows.length > 0) invite.mutate();
          }}
        >
          <TextInput
            label={m.members.email}
            description={m.members.emailHint}
            type="email"
            value={email}
            maxLength={254}
            autoComplete="off"
            data-autofocus
            data-testid="invite-email"
            error={checked && !emailFits ? m.members.emailProblem : place?.expected}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <AssignmentsEditor draft={draft} checked={checked} />
          {invite.error && place === undefined && <ProblemNotice error={invite.error} />}
          <div className="form-end">
            <CopyAs recipe={() => inviteRecipe(body)} />
            <Button variant="default" onClick={onClose}>
              {m.common.cancel}
            </Button>
            <Button type="submit" loading={invite.isPending} disabled={draft.rows.length === 0} data-testid="make-invitation">
              {m.members.makeLink}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
