import type { Assignment, AssignmentInput } from '@thalamus/sdk';
import type { Command } from 'commander';
import { CliFailure, exitCodes } from './failure.ts';
import { parseScope, scopeForm, scopeText } from './scope.ts';

/** The roles that somebody gets, as typed. */
export interface AssignmentOptions {
  readonly role?: readonly AssignmentInput[];
  readonly deny?: readonly AssignmentInput[];
}

/** Adds the options that give somebody roles. */
export function withAssignments(command: Command): Command {
  return command
    .option('--role <role[@scope]>', `a role, everywhere or in a scope: ${scopeForm} (repeat for more)`, collect('allow'))
    .option('--deny <role[@scope]>', 'take away there what a role allows, whatever else allows it (repeat for more)', collect('deny'));
}

/** All assignments that were given; undefined when none was. */
export function assignmentsOf({ role, deny }: AssignmentOptions): readonly AssignmentInput[] | undefined {
  return role === undefined && deny === undefined ? undefined : [...(role ?? []), ...(deny ?? [])];
}

/** The same where there must be one. */
export function assignmentsNeeded(options: AssignmentOptions): readonly AssignmentInput[] {
  const assignments = assignmentsOf(options);
  if (assignments === undefined) throw new CliFailure(exitCodes.usage, 'say what they may do, with --role.');
  return assignments;
}

/** Assignments in one line: `viewer@space:plant-1, not operator@device:pump-7`. */
export function assignmentsText(assignments: readonly Assignment[]): string {
  return assignments
    .map(({ role, scope, effect }) => `${effect === 'deny' ? 'not ' : ''}${role}${scope.kind === 'tenant' ? '' : `@${scopeText(scope)}`}`)
    .join(', ');
}

function collect(effect: Assignment['effect']) {
  return (text: string, before: readonly AssignmentInput[] = []): readonly AssignmentInput[] => {
    const at = text.indexOf('@');
    const [role, scope] = at < 0 ? [text, 'tenant'] : [text.slice(0, at), text.slice(at + 1)];
    return [...before, { role, scope: parseScope(scope), effect }];
  };
}
