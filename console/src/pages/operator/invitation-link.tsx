import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Notice } from '../../ui/notice.tsx';

/** An owner's invitation, which nobody can read a second time. */
export function InvitationLink(props: { email: string; link: string; onDone: () => void; next?: ReactNode }): ReactNode {
  const m = useMessages();
  return (
    <div className="form">
      <p className="confirm-text">{m.operator.linkFor(props.email)}</p>
      <CodeBlock code={props.link} what={m.operator.link} testId="invitation-link" />
      <Notice kind="warning" title={m.operator.linkOnce}>
        <p className="notice-text">{m.operator.linkDetail}</p>
      </Notice>
      <div className="form-end">
        {props.next}
        <Button onClick={props.onDone}>{m.common.done}</Button>
      </div>
    </div>
  );
}
