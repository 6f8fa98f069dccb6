import type { GuardPrincipal } from './guard.ts';
import { ownerKey } from './owner-meters.ts';

/** Disconnects are counted per client over this time. */
export const flappingWindowMs = 60_000;
/** Clients counted at once; beyond it the one that broke off longest ago is forgotten. */
export const flappingClientsMax = 20_000;
/** Takeovers between two addresses within a window from which on it is two clients with the same credentials. */
export const duplicateTakeoversMin = 4;

/** Ends that say nothing against a client: it took its leave, or we ended it for a reason of our own. */
const ordinaryEnds: ReadonlySet<string> = new Set([
  'client',
  'client-with-will',
  'shutting-down',
  'banned',
  'administrative',
  'revoked',
  'credentials-changed',
  'device-removed',
  'login-expired',
  'too-many-sessions',
  'internal-error',
]);

/** What somebody is doing that should be told. */
export interface Flapping {
  /** `duplicate-client`: two clients with the same credentials take a session from each other; `flapping`: one comes and goes. */
  readonly kind: 'flapping' | 'duplicate-client';
  readonly addresses: readonly string[];
  readonly disconnects: number;
  /** True when it has gone on for so long that the client is to be banned. */
  readonly ban: boolean;
}

interface Record {
  since: number;
  disconnects: number;
  /** Takeovers where the address was another one than at the takeover before. */
  changes: number;
  /** Of the last two that were taken over, the newest last. */
  addresses: string[];
  told: boolean;
}

/** Finds clients that come and go all the time, and those who take each other's place. */
export interface FlappingDetector {
  ended(principal: GuardPrincipal, clientId: string, address: string, reason: string): Flapping | undefined;
}

export function createFlappingDetector(disconnectsMax: () => number, now: () => number): FlappingDetector {
  const records = new Map<string, Record>();
  return { ended };

  function ended(principal: GuardPrincipal, clientId: string, address: string, reason: string): Flapping | undefined {
    const kind = reason.split(/[: ]/, 1)[0] as string;
    if (ordinaryEnds.has(kind) || kind === 'quota' || kind === 'limit') return undefined;
    const record = recordOf(`${ownerKey(principal)}/${clientId}`);
    record.disconnects++;
    if (kind === 'taken-over') noteTakeover(record, address);
    const duplicate = record.changes >= duplicateTakeoversMin;
    const ban = record.disconnects >= disconnectsMax();
    if (!ban && (!duplicate || record.told)) return undefined;
    record.told = true;
    const told: Flapping = {
      kind: duplicate ? 'duplicate-client' : 'flapping',
      addresses: record.addresses.length > 0 ? [...record.addresses] : [address],
      disconnects: record.disconnects,
      ban,
    };
    if (ban) Object.assign(record, { disconnects: 0, changes: 0, since: now(), told: false });
    return told;
  }

  function recordOf(key: string): Record {
    const known = records.get(key);
    const fresh = known === undefined || now() - known.since >= flappingWindowMs;
    const record = fresh ? { since: now(), disconnects: 0, changes: 0, addresses: [], told: false } : known;
    records.delete(key);
    records.set(key, record);
    if (records.size > flappingClientsMax) records.delete(records.keys().next().value as string);
    return record;
  }
}

/** Whoever was thrown out comes back and throws out the other: the addresses take turns. */
function noteTakeover(record: Record, address: string): void {
  const { addresses } = record;
  if (addresses.length > 0 && addresses.at(-1) !== address) record.changes++;
  const at = addresses.indexOf(address);
  if (at >= 0) addresses.splice(at, 1);
  addresses.push(address);
  if (addresses.length > 2) addresses.shift();
}
