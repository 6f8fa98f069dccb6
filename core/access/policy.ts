import type { Checked, Constant } from '../filter/checked.ts';
import { compileFilter } from '../filter/evaluate.ts';
import { type Action, type ActionInfo, actions, matchesAction } from './action.ts';
import { readSelector, type Scope } from './scope.ts';
import type { SpaceTree } from './space-tree.ts';

/** One sentence of a policy: these actions, there, are allowed or denied. */
export interface Statement {
  readonly effect: 'allow' | 'deny';
  /** Actions, `device.*` or `*`. */
  readonly actions: readonly string[];
  readonly scope: Scope;
  /** The role that it comes from, for people to read. */
  readonly role?: string;
}

/** What somebody may do in a tenant: what a statement allows and none denies. */
export type Policy = readonly Statement[];

/** Something that stands in a space: what the filter of `reachOf` looks at. */
export interface Placed {
  readonly name: string;
  readonly space: string;
  readonly labels: Readonly<Record<string, string>>;
}

export const everything: Policy = [{ effect: 'allow', actions: ['*'], scope: { kind: 'tenant' } }];

const yes: Constant = { kind: 'constant', type: 'boolean', value: true };
const no: Constant = { kind: 'constant', type: 'boolean', value: false };

/** The statement that allows an action somewhere; undefined when none does. */
export function allowing(policy: Policy, action: Action): Statement | undefined {
  const fits = ({ effect, actions: patterns }: Statement) => effect === 'allow' && patterns.some((each) => matchesAction(each, action));
  return mayAnywhere(policy, action) ? policy.find(fits) : undefined;
}

/** True when there may be something that the action is allowed on; what it is, `reachOf` says. */
export function mayAnywhere(policy: Policy, action: Action): boolean {
  const { reach }: ActionInfo = actions[action];
  const about = policy.filter((statement) => statement.actions.some((pattern) => matchesAction(pattern, action)));
  if (about.some(({ effect, scope }) => effect === 'deny' && scope.kind === 'tenant')) return false;
  return about.some(({ effect, scope }) => effect === 'allow' && (reach !== 'tenant' || scope.kind === 'tenant'));
}

/**
 * The condition, over `name`, `space` and `labels.*`, that a placed thing must meet for the action to be allowed on it. The one source
 * of both answers: `mayOn` compiles it to a closure, stores compile it to SQL. Scopes of one device don't reach spaces.
 */
export function reachOf(policy: Policy, action: Action, spaces: SpaceTree): Checked {
  if (actions[action].reach !== 'placed') return mayAnywhere(policy, action) ? yes : no;
  const about = policy.filter((statement) => statement.actions.some((pattern) => matchesAction(pattern, action)));
  const conditions = (effect: Statement['effect']) =>
    about.filter((statement) => statement.effect === effect).map(({ scope }) => condition(scope, action, spaces, effect));
  return allowedUnless(any(conditions('allow')), any(conditions('deny')));
}

/** The answer for one thing. */
export function mayOn(policy: Policy, action: Action, thing: Placed, spaces: SpaceTree): boolean {
  return compileFilter(reachOf(policy, action, spaces))({ ...thing });
}

function condition(scope: Scope, action: Action, spaces: SpaceTree, effect: Statement['effect']): Checked {
  switch (scope.kind) {
    case 'tenant':
      return yes;
    case 'space':
      return isOneOf('space', spaces.below(scope.space));
    case 'labels':
      // A selector that can't be read any more must not open what it was meant to close.
      return readSelector(scope.selector) ?? (effect === 'deny' ? yes : no);
    case 'device':
      return actions[action].on === 'device' ? isOneOf('name', [scope.device]) : no;
  }
}

function isOneOf(path: string, values: readonly string[]): Checked {
  if (values.length === 0) return no;
  return {
    kind: 'in',
    of: { kind: 'field', type: 'string', path },
    items: values.map((value) => ({ kind: 'constant', type: 'string', value })),
  };
}

function any(conditions: readonly Checked[]): Checked {
  const open = conditions.filter((each) => each !== no);
  if (open.includes(yes)) return yes;
  return open.reduce<Checked>((left, right) => (left === no ? right : { kind: 'any', left, right }), no);
}

function allowedUnless(allowed: Checked, denied: Checked): Checked {
  if (allowed === no || denied === yes) return no;
  if (denied === no) return allowed;
  const spared: Checked = { kind: 'not', of: denied };
  return allowed === yes ? spared : { kind: 'all', left: allowed, right: spared };
}

/** True for the reach of somebody who may do it to everything, so that no condition is needed. */
export function isEverything(reach: Checked): boolean {
  return reach.kind === 'constant' && reach.value === true;
}

/** True for the reach of somebody who may do it to nothing. */
export function isNothing(reach: Checked): boolean {
  return reach.kind === 'constant' && reach.value === false;
}
