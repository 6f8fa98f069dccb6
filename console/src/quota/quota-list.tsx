import { IconAlertTriangle, IconCircleX } from '@tabler/icons-react';
import type { QuotaUsage } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import type { Messages } from '../i18n/en/index.ts';
import { useFormat, useMessages } from '../i18n/language.tsx';
import { standingOf } from './quota-state.ts';
import { type QuotaTexts, useQuotaTexts } from './quota-text.ts';
import './quota.css';

/** Each quota with what is used of it, by number and bar, and what comes of it. */
export function QuotaList({ quotas }: { quotas: readonly QuotaUsage[] }): ReactNode {
  return (
    <ul className="quotas">
      {quotas.map((quota) => (
        <QuotaRow key={quota.quota} quota={quota} />
      ))}
    </ul>
  );
}

function QuotaRow({ quota }: { quota: QuotaUsage }): ReactNode {
  const m = useMessages().usage;
  const format = useFormat();
  const texts = useQuotaTexts();
  const { share, state } = standingOf(quota);
  const { limit, unit, projected, limitAt } = quota;
  const name = texts.name(quota.quota);
  const text = numbersOf(quota, m, texts);
  const percent = share === undefined ? undefined : m.percent(format.integer(Math.floor(share * 100)));
  const bound = texts.bound(quota.quota) || quota.bound;
  return (
    <li className="quota" data-state={state} data-testid={`quota-${quota.quota}`}>
      <div className="quota-head">
        <span className="device-name">{name}</span>
        {state !== 'fine' && (
          <span className="quota-state">
            {state === 'reached' ? <IconCircleX size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />}
            {state === 'reached' ? m.reached : m.warning}
          </span>
        )}
        <span className="quota-number num">
          {text}
          {percent !== undefined && <strong className="quota-percent">{percent}</strong>}
        </span>
      </div>
      {share !== undefined && (
        // The number and the percentage above say the same in words.
        <div className="quota-bar" aria-hidden>
          <i style={{ width: `${Math.min(100, share * 100)}%` }} />
        </div>
      )}
      <div className="quota-note dim">
        {limit !== null && <span>{m.atBound(bound)}</span>}
        {projected !== null && limitAt === null && <span className="num">{m.projected(texts.amount(Math.round(projected), unit))}</span>}
        {limitAt !== null && state !== 'reached' && (
          <strong className="quota-soon num">
            <IconAlertTriangle size={14} aria-hidden />
            {m.limitAt(format.dateTime(Date.parse(limitAt)))}
          </strong>
        )}
      </div>
    </li>
  );
}

/** What is used of what there may be, as far as either is known. */
function numbersOf({ kind, limit, used, unit }: QuotaUsage, m: Messages['usage'], texts: QuotaTexts): string {
  if (limit === null) return used === null ? m.noLimitAtAll : m.noLimit(texts.amount(used, unit));
  // How old data gets is no use of anything: there is only the limit.
  if (used === null || kind === 'age') return m.notKnown(texts.amount(limit, unit));
  return texts.amountOf(used, limit, unit);
}
