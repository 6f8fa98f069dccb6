import type { Usage } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { Notice } from '../ui/notice.tsx';
import { useQuotaTexts } from './quota-text.ts';

/** What a quota has cost already this month, and which ones are near. */
export function QuotaAlerts({ refused, warnings }: Pick<Usage, 'refused' | 'warnings'>): ReactNode {
  const m = useMessages().usage;
  const format = useFormat();
  const texts = useQuotaTexts();
  return (
    <>
      {refused.length > 0 && (
        <Notice kind="critical" title={m.refusedTitle}>
          <ul className="notice-text">
            {refused.map(({ quota, count }) => (
              <li key={quota} className="num">
                {m.refused(texts.name(quota), format.integer(count))}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice kind="warning" title={m.warnedTitle}>
          <ul className="notice-text">
            {warnings.map(({ quota, at }) => (
              <li key={`${quota} ${at}`} className="num">
                {m.warned(texts.name(quota), format.dateTime(Date.parse(at)))}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </>
  );
}
