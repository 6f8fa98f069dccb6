import type { AuditQuery } from '@thalamus/sdk';
import type { AuditSearch, AuditSpan } from '../../app/search.ts';

const hourMs = 3_600_000;
const spansMs: Readonly<Record<AuditSpan, number>> = { '1h': hourMs, '24h': 24 * hourMs, '7d': 7 * 24 * hourMs, '30d': 30 * 24 * hourMs };

/** What the API is asked, without the place in the list. */
export interface AuditFilter extends Pick<AuditQuery, 'actor' | 'action' | 'resourceType' | 'resource' | 'outcome'> {
  /** Only what is younger. */
  readonly spanMs?: number | undefined;
}

export function apiFilter({ since, actor, action, type, resource, outcome }: AuditSearch): AuditFilter {
  return { actor, action, resourceType: type, resource, outcome, spanMs: since === undefined ? undefined : spansMs[since] };
}
