import { type Access, unrestricted } from '#core/access/access.ts';
import type { Placed } from '#core/access/policy.ts';
import { rootSpace, type SpaceTree, spaceTree } from '#core/access/space-tree.ts';
import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import { type Expected, needVersion } from '#core/version.ts';
import { type NewSpace, type Space, type SpaceChange, spaceActions, spaceLevelsMax, spacesPerTenantMax } from './space.ts';
import type { SpaceRow, SpaceStore } from './space-store.ts';

/** What the version of a space is about: its label and where it stands, not how many devices do. */
type VersionedSpace = Space & Pick<SpaceRow, 'version'>;

export type SpaceService = ReturnType<typeof createSpaceService>;

/** What can be done with the spaces of a tenant; every call sees and changes only what the caller may. */
export function createSpaceService(store: SpaceStore, events: EventBus) {
  return { list, get, create, change, remove };

  /** In order of names. */
  async function list(
    tenant: string,
    access: Access,
    filter: { readonly parent?: string | undefined; readonly search?: string | undefined },
  ) {
    const [rows, counts] = await Promise.all([store.all(tenant), store.devices(tenant)]);
    const tree = spaceTree(rows);
    const search = filter.search?.toLowerCase();
    return rows
      .filter(({ name }) => access.may('space.read', placed(name)))
      .filter(({ parent }) => filter.parent === undefined || parent === filter.parent)
      .filter(({ name, label }) => search === undefined || name.includes(search) || (label ?? '').toLowerCase().includes(search))
      .map((row) => toSpace(row, tree, counts, access));
  }

  async function get(tenant: string, access: Access, name: string): Promise<VersionedSpace> {
    const [rows, counts] = await Promise.all([store.all(tenant), store.devices(tenant)]);
    const row = found(rows, name);
    access.need('space.read', placed(name));
    return toSpace(row, spaceTree(rows), counts, access);
  }

  async function create(tenant: string, access: Access, space: NewSpace): Promise<Space> {
    // Who may write in the parent may make a space in it.
    access.need('space.write', placed(space.parent));
    const done = await store.exclusively(tenant, async (inside) => {
      const rows = await inside.all(tenant);
      if (rows.length >= spacesPerTenantMax)
        throw new Fault('CONFLICT', `There are ${spacesPerTenantMax} spaces already, the most of a tenant`);
      const tree = spaceTree(rows);
      if (!tree.has(space.parent)) throw noParent(space.parent);
      if (tree.path(space.parent).length >= spaceLevelsMax) throw tooDeep('parent');
      return await inside.insert(tenant, space);
    });
    if (!done) {
      const places = [{ field: 'name', expected: 'a name that no space of this tenant has' }];
      throw new Fault('ALREADY_EXISTS', `There is a space ${space.name} already`, { places });
    }
    events.publish('space.changed', { tenant });
    // The caller's own tree is older than the new space; who may do something in the parent may do it here.
    return { ...(await plain(tenant, space.name)), devices: 0, devicesBelow: 0, may: mayIn(access, space.parent) };
  }

  async function change(tenant: string, access: Access, name: string, change: SpaceChange, expected: Expected): Promise<VersionedSpace> {
    access.need('space.write', placed(name));
    await store.exclusively(tenant, async (inside) => {
      const rows = await inside.all(tenant);
      needVersion(expected, found(rows, name).version, name);
      if (change.parent !== undefined) checkMove(rows, spaceTree(rows), access, name, change.parent);
      await inside.update(tenant, name, change);
    });
    events.publish('space.changed', { tenant });
    // It may have moved out of what the caller sees.
    return { ...(await plain(tenant, name)), may: mayIn(access, change.parent ?? name) };
  }

  async function remove(tenant: string, access: Access, name: string, expected: Expected): Promise<void> {
    access.need('space.write', placed(name));
    if (name === rootSpace) throw new Fault('CONFLICT', 'The root can’t be removed: everything stands in it');
    const done = await store.remove(tenant, name, expected);
    if (done === 'none') throw noSpace(name);
    if (done === 'in-use') throw new Fault('CONFLICT', `Something stands in ${name}: move or remove its spaces and devices first`);
    events.publish('space.changed', { tenant });
  }

  async function plain(tenant: string, name: string): Promise<VersionedSpace> {
    const [rows, counts] = await Promise.all([store.all(tenant), store.devices(tenant)]);
    return toSpace(found(rows, name), spaceTree(rows), counts, unrestricted);
  }
}

function checkMove(rows: readonly SpaceRow[], tree: SpaceTree, access: Access, name: string, parent: string): void {
  if (name === rootSpace) throw new Fault('CONFLICT', 'The root stands nowhere else');
  if (!tree.has(parent)) throw noParent(parent);
  access.need('space.write', placed(parent));
  const below = tree.below(name);
  if (below.includes(parent)) {
    throw new Fault('CONFLICT', `${parent} stands in ${name}: a space can’t stand in itself`, {
      places: [{ field: 'parent', expected: 'a space outside of the one that moves' }],
    });
  }
  const levels = Math.max(...below.map((each) => tree.path(each).length)) - tree.path(name).length + 1;
  if (tree.path(parent).length + levels > spaceLevelsMax) throw tooDeep('parent');
  if (rows.length === 0) throw noSpace(name);
}

function toSpace(row: SpaceRow, tree: SpaceTree, counts: ReadonlyMap<string, number>, access: Access): VersionedSpace {
  const path = tree.path(row.name);
  return {
    name: row.name,
    label: row.label,
    parent: row.parent,
    // What stands above a space that one may see is told by name only.
    path: [...path],
    devices: counts.get(row.name) ?? 0,
    devicesBelow: tree
      .below(row.name)
      .filter((name) => access.may('space.read', placed(name)))
      .reduce((sum, name) => sum + (counts.get(name) ?? 0), 0),
    createdAt: row.created_at.toISOString(),
    may: mayIn(access, row.name),
    version: row.version,
  };
}

function mayIn(access: Access, space: string): Space['may'] {
  return spaceActions.filter((action) => access.may(action, placed(space)));
}

function placed(name: string): Placed {
  return { name, space: name, labels: {} };
}

function found(rows: readonly SpaceRow[], name: string): SpaceRow {
  const row = rows.find((each) => each.name === name);
  if (row === undefined) throw noSpace(name);
  return row;
}

function noSpace(name: string): Fault {
  return new Fault('NOT_FOUND', `There is no space ${name}`);
}

function noParent(name: string): Fault {
  return new Fault('BAD_REQUEST', `There is no space ${name}`, { places: [{ field: 'parent', expected: 'a space of this tenant' }] });
}

function tooDeep(field: string): Fault {
  return new Fault('CONFLICT', `Spaces go ${spaceLevelsMax} levels deep at most`, { places: [{ field, expected: 'a space further up' }] });
}
