import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { CodeBlock } from './code-block.tsx';
import { Notice } from './notice.tsx';

/** An invitation's link, which nobody can read a second time, and what to do with it; `next` stands beside "Done". */
export function InvitationLink(props: { email: string; link: string; onDone: () => void; next?: ReactNode }): ReactNode {
  const m = useMessages();
  return (
    <div className="form">
      <div>
        <p className="confirm-text">{m.members.linkPass(props.email)}</p>
        <CodeBlock code={props.link} what={m.members.link} testId="invitation-link" />
      </div>
      <Notice kind="warning" title={m.members.linkOnce}>
        <p className="notice-text">{m.members.linkPassDetail}</p>
      </Notice>
      <div className="form-end">
        {props.next}
        <Button onClick={props.onDone}>{m.common.done}</Button>
      </div>
    </div>
  );
}
