import { Fault } from '#core/errors.ts';
import type { Call, Route } from '#core/route.ts';
import { type Expected, needVersion } from '#core/version.ts';
import { entityTag, expectedVersions, isKnown, versionIn } from './entity-tag.ts';
import { routePath } from './route-path.ts';
import { exact, fit, parsePart } from './validate.ts';

/** The GET that reads what a route changes: the one of the same path. */
export function readerOf(route: Route, routes: readonly Route[]): Route | undefined {
  return routes.find(({ method, path }) => method === 'GET' && path === route.path);
}

/** True for what an If-Match can be about. */
export function takesIfMatch(route: Route, reader: Route | undefined): boolean {
  return (route.method === 'PATCH' || route.method === 'PUT' || route.method === 'DELETE') && reader !== undefined;
}

/** What one call asks and answers about the version of its thing. */
export interface Conditions {
  readonly expected: Expected;
  setVersion(version: string | number): void;
  /** Does the work if the thing is what the caller expects; a thing without a version of its own is read first, changes of it one at a time. */
  around<T>(call: Call<unknown, unknown, unknown>, work: () => Promise<T>): Promise<T>;
  /** The ETag of the answer; undefined where it has none. */
  tagOf(text: string): string | undefined;
  /** True when the caller has the answer of this tag already. */
  knows(tag: string): boolean;
}

type Headers = (name: string) => string | undefined;

export type OpenConditions = (header: Headers) => Conditions;

/** Conditional requests (RFC 9110 §13) of the routes of a table. */
export function createConditions(routes: readonly Route[]): (route: Route) => OpenConditions {
  const inTurn = createTurns();
  return (route) => conditionsOf(route, readerOf(route, routes), inTurn);
}

function conditionsOf(route: Route, reader: Route | undefined, inTurn: ReturnType<typeof createTurns>): OpenConditions {
  const conditional = takesIfMatch(route, reader);
  // What a change answers is what a GET would answer only where both say the same of it.
  const tagged = route.method === 'GET' || (conditional && route.response === reader?.response);
  return (header) => {
    const asked = route.method === 'GET' || route.method === 'POST' ? undefined : expectedVersions(header('if-match'));
    let told: string | undefined;
    return {
      expected: asked,
      setVersion: (version) => {
        told = String(version);
      },
      around: async (call, work) => {
        if (asked !== undefined && !conditional) throw new Fault('PRECONDITION_FAILED', 'This has no ETag; leave If-Match out');
        if (!conditional || route.versioned === true || reader === undefined) return await work();
        return await inTurn(JSON.stringify([call.tenant, route.path, call.params]), async () => {
          if (asked !== undefined) needVersion(asked, versionIn(await tagNow(reader, call)), routePath(route));
          return await work();
        });
      },
      tagOf: (text) => (tagged ? entityTag(text, told) : undefined),
      knows: (tag) => route.method === 'GET' && isKnown(header('if-none-match'), tag),
    };
  };
}

async function tagNow(reader: Route, call: Call<unknown, unknown, unknown>): Promise<string> {
  const query = parsePart(exact(reader.query), {}, 'query');
  const read = await reader.handle({ ...call, query, body: undefined, setHeader: () => {}, setVersion: () => {} });
  return entityTag(JSON.stringify(fit(reader, read)), undefined);
}

/** Does the works of one thing one after the other. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return async function inTurn<T>(thing: string, work: () => Promise<T>): Promise<T> {
    const before = last.get(thing) ?? Promise.resolve();
    const mine = before.then(work, work);
    last.set(thing, mine);
    try {
      return await mine;
    } finally {
      if (last.get(thing) === mine) last.delete(thing);
    }
  };
}
