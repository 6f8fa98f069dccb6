import type { Assignment, Scope } from '@thalamus/sdk';
import { useState } from 'react';
import { type ScopeDraft, scopeOf } from './scope-draft.ts';

interface Row {
  readonly id: number;
  readonly role: string;
  readonly scope: ScopeDraft;
  readonly effect: Assignment['effect'];
}

export interface AssignmentsDraft {
  readonly rows: readonly Row[];
  readonly change: (id: number, part: Partial<Row>) => void;
  readonly add: () => void;
  readonly remove: (id: number) => void;
  /** As they are chosen; undefined while something is missing. */
  readonly assignments: readonly Assignment[] | undefined;
}

const rowOfMost: Omit<Row, 'id'> = { role: 'viewer', scope: { kind: 'tenant' }, effect: 'allow' };

let serial = 0;

/** What somebody may do, while it is edited. */
export function useAssignmentsDraft(known: readonly Assignment[] = []): AssignmentsDraft {
  const [rows, setRows] = useState<readonly Row[]>(() => known.map((assignment) => ({ ...assignment, id: ++serial })));
  const complete = rows.flatMap(({ role, scope: draft, effect }) => {
    const scope = scopeOf(draft);
    return scope === undefined ? [] : [{ role, scope, effect }];
  });
  return {
    rows,
    change: (id, part) => setRows((before) => before.map((row) => (row.id === id ? { ...row, ...part } : row))),
    add: () => setRows((before) => [...before, { ...rowOfMost, id: ++serial }]),
    remove: (id) => setRows((before) => before.filter((row) => row.id !== id)),
    assignments: complete.length === rows.length ? complete : undefined,
  };
}

/** A new person's first role. */
export const firstAssignment: readonly Assignment[] = [{ role: 'viewer', scope: { kind: 'tenant' }, effect: 'allow' }];

/** As the command line writes them: `viewer@space:plant-1`. */
export function assignmentFlags(assignments: readonly Assignment[]): {
  readonly role: readonly string[];
  readonly deny: readonly string[];
} {
  const of = (effect: Assignment['effect']) => assignments.filter((each) => each.effect === effect).map(flag);
  return { role: of('allow'), deny: of('deny') };
}

function flag({ role, scope }: Assignment): string {
  return scope.kind === 'tenant' ? role : `${role}@${scopeFlag(scope)}`;
}

/** A scope as the command line writes it. */
export function scopeFlag(scope: Scope): string {
  if (scope.kind === 'space') return `space:${scope.space}`;
  if (scope.kind === 'labels') return `labels:${scope.selector}`;
  return scope.kind === 'device' ? `device:${scope.device}` : 'tenant';
}
