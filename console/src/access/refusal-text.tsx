import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import type { Refusal } from './refusal.ts';

/** A refused call in the reader's language: the permission, on what it is missing, and who can give it. */
export function RefusalText({ refusal: { permission, on, givers } }: { refusal: Refusal }): ReactNode {
  const m = useMessages();
  const texts: Readonly<Record<string, string>> = m.actions;
  const text = texts[permission];
  return (
    <>
      <p className="notice-text">
        {permission === 'operator' || text === undefined ? m.access.missingOperator : m.access.missingNeeds(permission, text)}
        {on !== undefined && ` ${m.access.missingOn(on)}`}
      </p>
      {permission !== 'operator' && (
        <p className="notice-text">{givers.length === 0 ? m.access.giversUnknown : m.access.givers(givers.join(m.access.or))}</p>
      )}
    </>
  );
}
