import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNow } from '../app/clock.ts';
import { useFormat } from '../i18n/language.tsx';

/** "3s ago", ticking, in a box whose width does not follow its text; the exact time is in the tooltip. */
export function Fresh({ at, align = 'start' }: { at: number; align?: 'start' | 'end' }): ReactNode {
  const format = useFormat();
  const now = useNow();
  return (
    <Tooltip label={format.dateTime(at)}>
      <time className="fresh num" data-align={align} dateTime={new Date(at).toISOString()}>
        {format.ago(at, now)}
      </time>
    </Tooltip>
  );
}
