import { Fault } from '../errors.ts';
import type { Checked } from '../filter/checked.ts';
import { compileFilter } from '../filter/evaluate.ts';
import { type Action, type ActionInfo, actions } from './action.ts';
import { Forbidden } from './forbidden.ts';
import { everything, mayAnywhere, type Placed, type Policy, reachOf } from './policy.ts';
import { rootSpace, type SpaceTree, spaceTree } from './space-tree.ts';

/** What the caller of a route may do, and to what. */
export interface Access {
  /** True when the action is allowed on something. */
  mayAnywhere(action: Action): boolean;
  /** The condition that things must meet: for the SQL of lists. */
  reach(action: Action): Checked;
  may(action: Action, thing: Placed): boolean;
  /** Throws `NOT_FOUND` for what the caller may not even see, else `FORBIDDEN` with the missing permission. */
  need(action: Action, thing: Placed): void;
  readonly spaces: SpaceTree;
}

/** One caller's access in one tenant; each action's condition is made once. */
export function createAccess(policy: Policy, spaces: SpaceTree): Access {
  const reaches = new Map<Action, { readonly reach: Checked; readonly fits: (thing: Placed) => boolean }>();
  return { mayAnywhere: (action) => mayAnywhere(policy, action), reach: (action) => known(action).reach, may, need, spaces };

  function may(action: Action, thing: Placed): boolean {
    return known(action).fits(thing);
  }

  function need(action: Action, thing: Placed): void {
    if (may(action, thing)) return;
    const { on }: ActionInfo = actions[action];
    const see: Action = on === 'space' ? 'space.read' : 'device.read';
    if (!may(see, thing)) throw new Fault('NOT_FOUND', `There is no ${on} ${thing.name}`);
    throw new Forbidden(action, ` on ${thing.name}`);
  }

  function known(action: Action) {
    const before = reaches.get(action);
    if (before !== undefined) return before;
    const reach = reachOf(policy, action, spaces);
    const fits = compileFilter(reach);
    const made = { reach, fits: ({ name, space, labels }: Placed) => fits({ name, space, labels }) };
    reaches.set(action, made);
    return made;
  }
}

/** The platform's own access: for what it does itself, and for the state that the audit log tells whoever reads. */
export const unrestricted: Access = createAccess(everything, spaceTree([{ name: rootSpace, parent: null }]));
