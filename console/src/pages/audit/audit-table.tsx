import { ActionIcon, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconCircleCheck, IconCircleX, IconEye } from '@tabler/icons-react';
import type { AuditEntry } from '@thalamus/sdk';
import { Fragment, type ReactNode, useState } from 'react';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { TextLink } from '../../ui/link.tsx';
import { AuditDetail } from './audit-detail.tsx';
import { viaOf } from './via.ts';

/** Entries as rows; the arrow opens what was before and after. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }): ReactNode {
  const m = useMessages();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) =>
    setOpened((before) => (before.has(id) ? new Set([...before].filter((each) => each !== id)) : new Set([...before, id])));
  return (
    <div className="table-scroll">
      <table className="table" data-testid="audit-table">
        <thead>
          <tr>
            <th scope="col" className="shrink">
              <VisuallyHidden>{m.common.actions}</VisuallyHidden>
            </th>
            <th scope="col">{m.common.time}</th>
            <th scope="col">{m.audit.who}</th>
            <th scope="col">{m.audit.action}</th>
            <th scope="col">{m.audit.on}</th>
            <th scope="col">{m.audit.outcome}</th>
            <th scope="col" className="wide-only">
              {m.audit.address}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Fragment key={entry.id}>
              <EntryRow entry={entry} opened={opened.has(entry.id)} onToggle={() => toggle(entry.id)} />
              {opened.has(entry.id) && (
                <tr>
                  <td colSpan={7}>
                    <AuditDetail entry={entry} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EntryRow({ entry, opened, onToggle }: { entry: AuditEntry; opened: boolean; onToggle: () => void }): ReactNode {
  const m = useMessages().audit;
  const format = useFormat();
  const { actor, resource, outcome } = entry;
  const done = outcome === 'done';
  const guest = viaOf(entry.role);
  const Arrow = opened ? IconChevronDown : IconChevronRight;
  const Mark = done ? IconCircleCheck : IconCircleX;
  return (
    <tr data-testid={`audit-${entry.action}`}>
      <td className="shrink">
        <ActionIcon variant="subtle" color="gray" aria-expanded={opened} aria-label={m.show(entry.action)} onClick={onToggle}>
          <Arrow size={16} aria-hidden />
        </ActionIcon>
      </td>
      <td className="shrink num">{format.dateTime(Date.parse(entry.at))}</td>
      <td>
        <TextLink to="/audit" search={{ actor: actor.id === '' ? actor.name : actor.id }} className="audit-thing">
          {actor.name}
        </TextLink>
        {guest === undefined ? (
          <div className="dim audit-note">{m.actors[actor.kind]}</div>
        ) : (
          <div className="audit-note audit-guest">
            <IconEye size={14} aria-hidden />
            {m.viaShort[guest.via]}
          </div>
        )}
      </td>
      <td className="mono">{entry.action}</td>
      <td>
        <TextLink to="/audit" search={{ type: resource.type, resource: resource.id }} className="audit-thing">
          {resource.id || resource.type}
        </TextLink>
        <div className="dim audit-note">{kindOf(m.kinds, resource.type)}</div>
      </td>
      <td>
        <span className="audit-outcome" data-done={done}>
          <Mark size={16} aria-hidden />
          {done ? m.done : <span className="mono">{outcome}</span>}
        </span>
      </td>
      <td className="wide-only dim num">{entry.address}</td>
    </tr>
  );
}

function kindOf(kinds: Readonly<Record<string, string>>, type: string): string {
  return kinds[type] ?? type;
}
