/** What an action may be limited to: things that stand in a space, the tenant as a whole, or what placed things refer to. */
type Reach = 'placed' | 'tenant' | 'catalogue';

/** The kinds of things that permissions are about. */
export type ResourceType = 'device' | 'product' | 'space' | 'tenant' | 'access' | 'audit' | 'topic' | 'connection' | 'usage' | 'demo';

export interface ActionInfo {
  readonly on: ResourceType;
  readonly reach: Reach;
  readonly text: string;
}

/**
 * Every action there is: stable strings that roles are made of. `placed` actions may be given for a space, labels or one thing;
 * `tenant` actions for the whole tenant only; `catalogue` actions hold everywhere as soon as they are given anywhere.
 */
export const actions = {
  'product.read': { on: 'product', reach: 'catalogue', text: 'See products and their models' },
  'product.write': { on: 'product', reach: 'tenant', text: 'Make and change products' },
  'device.read': { on: 'device', reach: 'placed', text: 'See devices and their state' },
  'device.write': { on: 'device', reach: 'placed', text: 'Register, change, move and remove devices' },
  'device.credential': { on: 'device', reach: 'placed', text: 'Give devices new secrets' },
  'data.query': { on: 'device', reach: 'placed', text: 'Read the data of devices' },
  'message.read': { on: 'device', reach: 'placed', text: 'Receive the messages of devices over MQTT' },
  'message.send': { on: 'device', reach: 'placed', text: 'Send messages to devices over MQTT' },
  'topic.read': { on: 'topic', reach: 'tenant', text: 'Receive from the free topics of the tenant over MQTT' },
  'topic.write': { on: 'topic', reach: 'tenant', text: 'Publish to the free topics of the tenant over MQTT' },
  'space.read': { on: 'space', reach: 'placed', text: 'See spaces' },
  'space.write': { on: 'space', reach: 'placed', text: 'Make, change, move and remove spaces' },
  'access.read': { on: 'access', reach: 'tenant', text: 'See members, roles, invitations, service accounts and shares' },
  'access.member': { on: 'access', reach: 'tenant', text: 'Invite and remove people, and give them roles' },
  'access.role': { on: 'access', reach: 'tenant', text: 'Make and change roles' },
  'access.key': { on: 'access', reach: 'tenant', text: 'Make and delete API keys and service accounts' },
  'access.share': { on: 'access', reach: 'tenant', text: 'Share spaces and devices with other tenants' },
  'access.trust': { on: 'access', reach: 'tenant', text: 'Register certificate authorities and token issuers of devices' },
  'access.sso': { on: 'access', reach: 'tenant', text: 'Set up single sign-on' },
  'tenant.own': { on: 'tenant', reach: 'tenant', text: 'Make and remove owners' },
  'tenant.write': { on: 'tenant', reach: 'tenant', text: 'Change the tenant’s settings' },
  'usage.read': { on: 'usage', reach: 'tenant', text: 'See usage and quotas' },
  'connection.read': { on: 'device', reach: 'placed', text: 'See connections, what happened to them, and why a device is offline' },
  'connection.end': { on: 'device', reach: 'placed', text: 'End connections' },
  'connection.trace': { on: 'device', reach: 'placed', text: 'Trace packets, with the data in them' },
  'connection.ban': { on: 'connection', reach: 'tenant', text: 'Keep out devices, applications and client identifiers, and see who is' },
  'audit.read': { on: 'audit', reach: 'tenant', text: 'Read the audit log' },
  'demo.run': { on: 'demo', reach: 'tenant', text: 'Run the demo fleet' },
} as const satisfies Record<string, ActionInfo>;

export type Action = keyof typeof actions;

export const actionNames = Object.keys(actions) as readonly Action[];

/** True for an action, for `*`, and for the actions of one kind as in `device.*`. */
export function isActionPattern(text: string): boolean {
  return text === '*' || actionNames.some((action) => matchesAction(text, action));
}

/** True when a pattern (`*`, `device.*`, or an action itself) stands for this action. */
export function matchesAction(pattern: string, action: Action): boolean {
  return pattern === '*' || pattern === action || (pattern.endsWith('.*') && action.startsWith(pattern.slice(0, -1)));
}

/** The actions that a list of patterns stands for. */
export function actionsOf(patterns: readonly string[]): readonly Action[] {
  return actionNames.filter((action) => patterns.some((pattern) => matchesAction(pattern, action)));
}
