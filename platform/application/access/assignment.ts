import { z } from 'zod';
import { scopeSchema } from '#core/access/scope.ts';
import { roleName } from '#core/names.ts';

/** Most assignments of one person, key or service account. */
export const assignmentsPerSubjectMax = 50;

/** A role in a scope; with `deny` it takes away there whatever the role would allow. */
export const assignmentSchema = z
  .strictObject({
    role: roleName,
    scope: scopeSchema.default({ kind: 'tenant' }),
    effect: z.enum(['allow', 'deny']).default('allow').describe('`deny` takes away what the role allows; it wins over every allow'),
  })
  .meta({ id: 'Assignment' });
export type Assignment = z.output<typeof assignmentSchema>;

export const assignmentsSchema = z.array(assignmentSchema).max(assignmentsPerSubjectMax);

/** What a row holds; what can't be read any more permits nothing. */
export function readAssignments(stored: unknown): readonly Assignment[] {
  return assignmentsSchema.safeParse(stored).data ?? [];
}

/** The whole tenant as one role. */
export function wholly(role: string): Assignment {
  return { role, scope: { kind: 'tenant' }, effect: 'allow' };
}
