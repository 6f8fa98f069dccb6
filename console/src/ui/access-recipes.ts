import type { ApiKeyInput, Assignment, CreateBanBody, CreateShareBody, Member, RoleInput, RolePatch, SpaceInput } from '@thalamus/sdk';
import { assignmentFlags, scopeFlag } from '../access/assignments.ts';
import type { Recipe } from './copy-as.tsx';
import { cli, curl, sdk } from './recipe-parts.ts';
import { shellQuote as q } from './shell-quote.ts';

const json = JSON.stringify;

export function createSpaceRecipe(body: SpaceInput): Recipe {
  return {
    api: curl('POST', '/api/v1/spaces', body),
    cli: cli(`space create ${q(body.name)}`, { label: body.label, parent: body.parent }),
    sdk: sdk(`const space = await client.createSpace(${json(body)});`),
  };
}

export function moveSpaceRecipe(space: string, parent: string): Recipe {
  return {
    api: curl('PATCH', `/api/v1/spaces/${space}`, { parent }),
    cli: cli(`space set ${q(space)}`, { parent }),
    sdk: sdk(`const space = await client.updateSpace(${json(space)}, ${json({ parent })});`),
  };
}

export function createRoleRecipe(body: RoleInput): Recipe {
  return {
    api: curl('POST', '/api/v1/roles', body),
    cli: cli(`role create ${q(body.name)}`, { label: body.label, allow: body.allow, deny: body.deny }),
    sdk: sdk(`const role = await client.createRole(${json(body)});`),
  };
}

export function updateRoleRecipe(role: string, body: RolePatch): Recipe {
  return {
    api: curl('PATCH', `/api/v1/roles/${role}`, body),
    cli: cli(`role set ${q(role)}`, { label: body.label ?? undefined, allow: body.allow, deny: body.deny }),
    sdk: sdk(`const role = await client.updateRole(${json(role)}, ${json(body)});`),
  };
}

export function inviteRecipe(body: { readonly email: string; readonly assignments: readonly Assignment[] }): Recipe {
  return {
    api: curl('POST', '/api/v1/invitations', body),
    cli: cli(`invitation create ${q(body.email)}`, assignmentFlags(body.assignments)),
    sdk: sdk(`const { link } = await client.createInvitation(${json(body)});`),
  };
}

export function memberRolesRecipe({ id, email }: Member, assignments: readonly Assignment[]): Recipe {
  return {
    api: curl('PATCH', `/api/v1/members/${id}`, { assignments }),
    cli: cli(`member set ${q(email)}`, assignmentFlags(assignments)),
    sdk: sdk(`const member = await client.updateMember(${json(id)}, ${json({ assignments })});`),
  };
}

interface AccountWish {
  readonly name: string;
  readonly label: string | undefined;
  readonly assignments: readonly Assignment[];
}

export function serviceAccountRecipe(isNew: boolean, { name, ...body }: AccountWish): Recipe {
  const { label, assignments } = body;
  const flags = { label, ...assignmentFlags(assignments) };
  if (isNew) {
    return {
      api: curl('POST', '/api/v1/service-accounts', { name, ...body }),
      cli: cli(`service-account create ${q(name)}`, flags),
      sdk: sdk(`const account = await client.createServiceAccount(${json({ name, ...body })});`),
    };
  }
  return {
    api: curl('PATCH', `/api/v1/service-accounts/${name}`, body),
    cli: cli(`service-account set ${q(name)}`, flags),
    sdk: sdk(`const account = await client.updateServiceAccount(${json(name)}, ${json(body)});`),
  };
}

export function createKeyRecipe(body: ApiKeyInput): Recipe {
  const expires = body.expiresAt === undefined ? undefined : new Date(body.expiresAt).toISOString();
  return {
    api: curl('POST', '/api/v1/api-keys', body),
    cli: cli(`key create ${q(body.name)}`, {
      role: body.role,
      scope: body.scope === undefined ? undefined : scopeFlag(body.scope),
      'service-account': body.serviceAccount,
      address: body.addresses,
      expires,
    }),
    sdk: sdk(`const { key } = await client.createApiKey(${json(body)});`),
  };
}

export function createShareRecipe(body: CreateShareBody): Recipe {
  const until = body.expiresAt === undefined ? undefined : new Date(body.expiresAt).toISOString();
  return {
    api: curl('POST', '/api/v1/shares', body),
    cli: cli(`share create ${q(body.toTenant)}`, { ...body.thing, role: body.role, until }),
    sdk: sdk(`const share = await client.createShare(${json(body)});`),
  };
}

export function createBanRecipe({ device, application, clientId, reason, expiresAt }: CreateBanBody): Recipe {
  const until = expiresAt === undefined ? undefined : new Date(expiresAt).toISOString();
  const body = { device, application, clientId, reason, expiresAt: until };
  return {
    api: curl('POST', '/api/v1/bans', body),
    cli: cli('ban create', { device, application, client: clientId, reason, until }),
    sdk: sdk(`const ban = await client.createBan(${json(body)});`),
  };
}
