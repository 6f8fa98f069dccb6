import type { ReactNode } from 'react';
import { useMessages } from '../../i18n/language.tsx';
import { Notice } from '../../ui/notice.tsx';

/** Why the way through an organisation did not lead in; a reason newer than this console is shown as it came. */
export function SsoFailure({ error, reason = '' }: { error: string; reason?: string | undefined }): ReactNode {
  const m = useMessages().sso;
  const reasons: Readonly<Record<string, string>> = m.reasons;
  const text = error === 'SSO_REQUIRED' ? m.required : (reasons[reason] ?? `${error} ${reason}`);
  return (
    <div data-testid="sso-failure">
      <Notice kind="critical" title={error === 'SSO_DENIED' ? m.denied : m.failed}>
        <p className="notice-text">{text}</p>
      </Notice>
    </div>
  );
}
