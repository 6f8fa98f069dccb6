import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { OpenInvitation } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { sessionQuery } from '../../api/queries.ts';
import { queryClient } from '../../api/query-client.ts';
import { acceptSession } from '../../api/session.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/link.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { Door } from '../sign-in/door.tsx';
import { SignInForm } from '../sign-in/sign-in-form.tsx';
import { invitationToken } from './invitation-token.ts';
import { JoinButton } from './join-button.tsx';
import { NewPersonForm } from './new-person-form.tsx';

/** What the link of an invitation opens: who invites to what, and the way in for somebody new, signed out, or signed in. */
export function InvitationPage(): ReactNode {
  const m = useMessages();
  const [token] = useState(invitationToken);
  const invitation = useQuery({
    queryKey: ['invitation', token],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => client.lookAtInvitation({ token }),
    enabled: token !== '',
  });
  const gone = token === '' || [400, 404].includes(problemOf(invitation.error)?.status ?? 0);
  if (gone) {
    return (
      <Door title={m.invitation.goneTitle} lead={m.invitation.goneDetail}>
        <ButtonLink to="/sign-in" variant="default" fullWidth>
          {m.invitation.toSignIn}
        </ButtonLink>
      </Door>
    );
  }
  if (invitation.data === undefined) {
    return (
      <Door title={m.invitation.titleUnknown}>
        {invitation.error ? <ProblemNotice error={invitation.error} retry={() => void invitation.refetch()} /> : <SkeletonRows rows={3} />}
      </Door>
    );
  }
  return <OpenDoor token={token} invitation={invitation.data} />;
}

function OpenDoor({ token, invitation }: { token: string; invitation: OpenInvitation }): ReactNode {
  const m = useMessages().invitation;
  const format = useFormat();
  const { data: session } = useQuery(sessionQuery);
  const tenant = invitation.label ?? invitation.tenant;
  const lead = `${m.lead(invitation.invitedBy, tenant)} ${m.expires(format.dateTime(Date.parse(invitation.expiresAt)))}`;
  const invited = session?.person.email.toLowerCase() === invitation.email.toLowerCase();
  return (
    <Door title={m.title(tenant)} lead={lead}>
      {session === undefined && <SkeletonRows rows={3} />}
      {session && invited && <JoinButton token={token} tenant={tenant} email={session.person.email} />}
      {session && !invited && <OtherPerson signedIn={session.person.email} invited={invitation.email} />}
      {session === null && invitation.hasAccount && (
        <div className="form">
          <p className="confirm-text">{m.signInFirst}</p>
          <SignInForm email={invitation.email} next="/invitation" onSignedIn={acceptSession} />
        </div>
      )}
      {session === null && !invitation.hasAccount && <NewPersonForm token={token} email={invitation.email} />}
    </Door>
  );
}

function OtherPerson({ signedIn, invited }: { signedIn: string; invited: string }): ReactNode {
  const m = useMessages().invitation;
  const leave = async () => {
    await client.signOut();
    queryClient.setQueryData(sessionQuery.queryKey, null);
  };
  return (
    <div className="form">
      <p className="confirm-text">{m.otherPerson(signedIn, invited)}</p>
      <Button variant="default" onClick={() => void leave()}>
        {m.signOut}
      </Button>
    </div>
  );
}
