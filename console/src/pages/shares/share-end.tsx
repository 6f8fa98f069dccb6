import type { ReactNode } from 'react';
import { useNow } from '../../app/clock.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';

/** Until when a share holds. */
export function ShareEnd({ expiresAt }: { expiresAt: string | null }): ReactNode {
  const m = useMessages().shares;
  const format = useFormat();
  const now = useNow();
  if (expiresAt === null) return <span className="dim">{m.always}</span>;
  const end = Date.parse(expiresAt);
  return (
    <>
      {format.date(end)}
      {end <= now && <span className="dim"> ({m.ended})</span>}
    </>
  );
}
