import type { Access } from '#core/access/access.ts';
import type { Action } from '#core/access/action.ts';
import { Forbidden } from '#core/access/forbidden.ts';
import { isEverything } from '#core/access/policy.ts';
import { Fault } from '#core/errors.ts';
import { compileFilter } from '#core/filter/evaluate.ts';
import { readFilterOf } from '#core/filter/filter.ts';
import {
  type Connection,
  type ConnectionListQuery,
  type ConnectionSort,
  connectionVocabulary,
  filterRow,
  toldConnection,
} from './connection-shape.ts';
import type { ConnectionView, LiveConnections } from './connection-view.ts';
import { createTalkMeter, type Talk } from './talk.ts';

interface Ranked {
  readonly view: ConnectionView;
  readonly talk: Talk;
  readonly rank: number | string;
}

export interface ConnectionList {
  /** Those that the caller may see and that fit; the order is that of this moment. */
  list(tenant: string, access: Access, query: ConnectionListQuery): { items: Connection[]; next: string | null; total: number };
  /** Throws `NOT_FOUND` for one that the caller may not see, `FORBIDDEN` where only the action is missing. */
  find(tenant: string, access: Access, id: string, action: Action): ConnectionView;
  told(view: ConnectionView): Connection;
  /** The live ones of a device. */
  ofDevice(tenant: string, name: string): readonly ConnectionView[];
}

export function createConnectionList(live: () => LiveConnections, now: () => number): ConnectionList {
  const meter = createTalkMeter(now);
  return {
    list,
    find,
    told: (view) => toldConnection(view, meter.look(view.tenant).of(view)),
    ofDevice: (tenant, name) =>
      [...of(tenant)].filter(({ kind, owner }) => kind === 'device' && owner === name).sort((a, b) => b.connectedAt - a.connectedAt),
  };

  function* of(tenant: string): Iterable<ConnectionView> {
    for (const view of live().connections()) if (view.tenant === tenant) yield view;
  }

  function list(tenant: string, access: Access, query: ConnectionListQuery) {
    const { limit, sort, search } = query;
    const filter = readFilterOf(query, connectionVocabulary);
    const fits = filter === undefined ? undefined : compileFilter(filter);
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor, sort);
    const talks = meter.look(tenant);
    const page: Ranked[] = [];
    let total = 0;
    for (const view of of(tenant)) {
      if (!mayOnConnection(access, 'connection.read', view)) continue;
      if (search !== undefined && !holds(view, search.toLowerCase())) continue;
      if (fits !== undefined && !fits(filterRow(view))) continue;
      total++;
      const talk = talks.of(view);
      const ranked = { view, talk, rank: rankOf(sort, view, talk) };
      if (after !== undefined && compare(ranked, after) <= 0) continue;
      // Only the page is kept in order: sorting all would hold up everybody else.
      const last = page.at(-1);
      if (page.length > limit && last !== undefined && compare(ranked, last) >= 0) continue;
      page.splice(placeOf(page, ranked), 0, ranked);
      if (page.length > limit + 1) page.pop();
    }
    const items = page.slice(0, limit);
    const end = items.at(-1);
    const next = page.length > limit && end !== undefined ? cursorOf(sort, end) : null;
    return { items: items.map(({ view, talk }) => toldConnection(view, talk)), next, total };
  }

  function find(tenant: string, access: Access, id: string, action: Action): ConnectionView {
    for (const view of of(tenant)) {
      if (view.id !== id || !mayOnConnection(access, 'connection.read', view)) continue;
      if (view.device !== undefined) access.need(action, view.device);
      else if (!mayOnConnection(access, action, view)) throw new Forbidden(action, ' in the whole tenant');
      return view;
    }
    throw new Fault('NOT_FOUND', `There is no connection ${id}; it may have ended`);
  }
}

/** A device's connection is where the device is; an application's concerns the whole tenant. */
function mayOnConnection(access: Access, action: Action, { device }: ConnectionView): boolean {
  return device === undefined ? mayInAll(access, action) : access.may(action, device);
}

/** True for who may do it in the whole tenant. */
export function mayInAll(access: Access, action: Action): boolean {
  return isEverything(access.reach(action));
}

function holds({ owner, clientId, address }: ConnectionView, text: string): boolean {
  return owner.toLowerCase().includes(text) || clientId.toLowerCase().includes(text) || address.includes(text);
}

function rankOf(sort: ConnectionSort, view: ConnectionView, talk: Talk): number | string {
  if (sort === 'owner') return view.owner;
  if (sort === 'connectedAt') return view.connectedAt;
  if (sort === '-connectedAt') return -view.connectedAt;
  if (sort === '-talk') return -talk.bytesPerSecond;
  // What waits counts most; what did not fit any more counts for who has nothing waiting now.
  return -(view.inflight + view.queued + view.unsentBytes / 1024 + Math.min(view.dropped, 1000) / 1000);
}

type Place = { readonly rank: number | string; readonly view: Pick<ConnectionView, 'id'> };

function compare(one: Place, other: Place): number {
  if (one.rank !== other.rank) return one.rank < other.rank ? -1 : 1;
  return one.view.id < other.view.id ? -1 : one.view.id > other.view.id ? 1 : 0;
}

function placeOf(page: readonly Ranked[], ranked: Ranked): number {
  let from = 0;
  let to = page.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(page[middle] as Ranked, ranked) <= 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

function cursorOf(sort: ConnectionSort, { rank, view }: Ranked): string {
  return Buffer.from(JSON.stringify([sort, rank, view.id])).toString('base64url');
}

function readCursor(cursor: string, sort: ConnectionSort): Place {
  try {
    const [of, rank, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown, unknown];
    const fits = typeof rank === (sort === 'owner' ? 'string' : 'number');
    if (of === sort && fits && typeof id === 'string') return { rank: rank as number | string, view: { id } };
  } catch {
    // Told below.
  }
  throw new Fault('BAD_REQUEST', 'This cursor is not from this list', {
    places: [{ field: 'cursor', expected: 'the `next` of the page before, with the same sort' }],
  });
}
