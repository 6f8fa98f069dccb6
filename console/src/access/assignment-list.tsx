import type { Assignment, Scope } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { useSpaceTree } from '../spaces/space-queries.ts';
import { useSpaceText } from '../spaces/space-text.ts';
import { useMay } from './may.ts';
import { useRoleText } from './role-text.ts';
import './access.css';

/** What somebody may do, as people read it: "Viewer in Plant 1". */
export function AssignmentList({ assignments }: { assignments: readonly Assignment[] }): ReactNode {
  const m = useMessages().assignments;
  const roleText = useRoleText();
  const scopeText = useScopeText();
  if (assignments.length === 0) return <span className="dim">{m.none}</span>;
  return (
    <ul className="assignment-list">
      {assignments.map(({ role, scope, effect }) => {
        const text = m.inWords(roleText(role), scopeText(scope));
        return (
          <li key={`${effect} ${role} ${JSON.stringify(scope)}`} data-effect={effect}>
            {effect === 'deny' ? m.denied(text) : text}
          </li>
        );
      })}
    </ul>
  );
}

/** A scope as people read it; empty for the whole tenant. */
export function useScopeText(): (scope: Scope) => string {
  const m = useMessages().scope;
  const may = useMay();
  const { tree } = useSpaceTree(may('space.read'));
  const spaceText = useSpaceText();
  return (scope) => {
    if (scope.kind === 'space') return m.inSpace(spaceText.named(scope.space, tree));
    if (scope.kind === 'labels') return m.where(scope.selector);
    return scope.kind === 'device' ? m.onDevice(scope.device) : m.everywhere;
  };
}
