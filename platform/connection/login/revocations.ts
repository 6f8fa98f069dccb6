import type { EventBus, Events } from '#core/events.ts';

/** Revocations that logins under way are compared with; a login that outlasts more of them has to be repeated. */
export const revocationsRememberedMax = 1_000;

type Revocation = Events['credential.revoked'];

/** Tells logins that ended while they were being checked: their connections would be opened just after all others were ended. */
export interface Revocations {
  /** A mark to compare with later. */
  readonly now: number;
  /** True when since that mark something like this was revoked. */
  since(mark: number, login: Revocation): boolean;
}

export function createRevocations(events: EventBus): Revocations {
  const recent: Revocation[] = [];
  let count = 0;
  const note = (revocation: Revocation) => {
    count++;
    recent.push(revocation);
    if (recent.length > revocationsRememberedMax) recent.shift();
  };
  events.on('credential.revoked', note);
  events.on('device.credentials', note);
  events.on('device.removed', ({ tenant, device }) => note({ tenant, device }));
  return {
    get now() {
      return count;
    },
    since(mark, login) {
      const missed = count - mark;
      return missed > recent.length || (missed > 0 && recent.slice(-missed).some((each) => concerns(each, login)));
    },
  };
}

/** True when the revocation ends what this login opened. */
export function concerns(revoked: Revocation, { tenant, device, application, credential }: Revocation): boolean {
  return (
    revoked.tenant === tenant &&
    (revoked.device === undefined || revoked.device === device) &&
    (revoked.application === undefined || revoked.application === application) &&
    (revoked.credential === undefined || revoked.credential === credential)
  );
}
