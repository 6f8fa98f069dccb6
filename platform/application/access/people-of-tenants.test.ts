import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adminEmail, fromHere, startPlatform, type TestPlatform } from '../fixture.test.ts';
import { invitationMs } from './invitations.ts';

const everywhere = (role: string) => [{ role, scope: { kind: 'tenant' }, effect: 'allow' }];

type Browser = Readonly<Record<string, string>>;

/** One call with a session or a key. */
async function ask(platform: TestPlatform, headers: Browser, method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const answer = await platform.app.inject({ method, url: `/api/v1${path}`, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json(), headers: answer.headers };
}

function cookieOf(headers: Readonly<Record<string, unknown>>): Browser {
  const lines = [headers['set-cookie'] ?? []].flat() as string[];
  return { cookie: lines.map((line) => line.split(';')[0]).join('; '), ...fromHere };
}

/** Invites somebody and lets them accept; the headers of their session. */
async function member(platform: TestPlatform, owner: Browser, email: string, assignments: object[]): Promise<Browser> {
  const invited = await ask(platform, owner, 'POST', '/invitations', { email, assignments });
  assert.equal(invited.status, 201, JSON.stringify(invited.body));
  const token = invited.body.link.split('#')[1];
  const accepted = await ask(platform, {}, 'POST', '/invitation/accept', {
    token,
    name: email.split('@')[0],
    password: 'difference engine',
  });
  assert.equal(accepted.status, 201, JSON.stringify(accepted.body));
  return cookieOf(accepted.headers);
}

test('an invitation brings somebody in once, with the roles it names and no more', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  const invited = await ask(platform, owner, 'POST', '/invitations', { email: 'Grace@example.org', assignments: everywhere('viewer') });
  const token = invited.body.link.split('#')[1];
  const list = await ask(platform, owner, 'GET', '/invitations');
  assert.ok(!JSON.stringify(list.body).includes(token) && !('link' in list.body.items[0]), 'the link is shown once');
  const seen = await ask(platform, {}, 'POST', '/invitation', { token });
  assert.deepEqual([seen.body.tenant, seen.body.email, seen.body.hasAccount], ['default', 'grace@example.org', false]);
  const accept = { token, name: 'Grace', password: 'difference engine' };
  const [first, second] = await Promise.all([
    ask(platform, {}, 'POST', '/invitation/accept', accept),
    ask(platform, {}, 'POST', '/invitation/accept', accept),
  ]);
  assert.deepEqual([first.status, second.status].sort(), [201, 404]);
  const grace = cookieOf((first.status === 201 ? first : second).headers);
  assert.deepEqual((await ask(platform, grace, 'GET', '/session')).body.roles, ['viewer']);
  assert.equal((await ask(platform, grace, 'GET', '/widgets/w')).status, 200);
  const refused = await ask(platform, grace, 'POST', '/widgets', { name: 'w' });
  assert.equal(refused.status, 403);
  assert.match(refused.body.detail, /device\.write.*Administrator can give it/);
  assert.equal(
    (await ask(platform, grace, 'POST', '/invitations', { email: 'x@example.org', assignments: everywhere('viewer') })).status,
    403,
  );
});

test('an invitation ends: by its time, by being taken back, by a newer one, and for guesses it never was', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  const invite = async () =>
    (await ask(platform, owner, 'POST', '/invitations', { email: 'grace@example.org', assignments: everywhere('viewer') })).body;
  const look = async (link: string) => (await ask(platform, {}, 'POST', '/invitation', { token: link.split('#')[1] })).status;
  const [older, newer] = [await invite(), await invite()];
  assert.deepEqual([await look(older.link), await look(newer.link)], [404, 200]);
  const [page, token] = newer.link.split('#');
  assert.equal(await look(`${page}#${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`), 404);
  assert.equal(await look(`${page}#nonsense`), 404);
  platform.pass(invitationMs);
  assert.equal(await look(newer.link), 404);
  const again = await invite();
  assert.equal((await ask(platform, owner, 'DELETE', `/invitations/${again.id}`)).status, 204);
  assert.equal(await look(again.link), 404);
});

test('who has an account joins with it, and nobody joins with the link of somebody else', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  const grace = await member(platform, owner, 'grace@example.org', everywhere('viewer'));
  const made = await ask(platform, owner, 'POST', '/operator/tenants', { name: 'acme', ownerEmail: 'grace@example.org' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const token = made.body.link.split('#')[1];
  assert.equal((await ask(platform, {}, 'POST', '/invitation/accept', { token, name: 'G', password: 'difference engine' })).status, 409);
  assert.equal((await ask(platform, owner, 'POST', '/invitation/join', { token })).status, 403);
  assert.deepEqual((await ask(platform, grace, 'POST', '/invitation/join', { token })).body, { tenant: 'acme' });
  const session = (await ask(platform, { ...grace, 'thalamus-tenant': 'acme' }, 'GET', '/session')).body;
  assert.deepEqual([session.tenant, session.roles], ['acme', ['owner']]);
  assert.deepEqual(
    session.tenants.map(({ name, via }: { name: string; via: string }) => [name, via]),
    [
      ['default', 'member'],
      ['acme', 'member'],
    ],
  );
  assert.equal((await ask(platform, { ...owner, 'thalamus-tenant': 'acme' }, 'GET', '/members')).status, 403);
});

test('what somebody may do changes at once, and never beyond what the giver has', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  const admin = await member(platform, owner, 'grace@example.org', everywhere('admin'));
  const { items } = (await ask(platform, owner, 'GET', '/members')).body;
  const [ada, grace] = ['Administrator', 'grace'].map((name) => items.find((each: { name: string }) => each.name === name).id);
  assert.equal((await ask(platform, admin, 'PATCH', `/members/${grace}`, { assignments: everywhere('owner') })).status, 403);
  assert.equal((await ask(platform, admin, 'PATCH', `/members/${ada}`, { assignments: everywhere('viewer') })).status, 403);
  assert.equal((await ask(platform, admin, 'DELETE', `/members/${ada}`)).status, 403);
  const last = await ask(platform, owner, 'DELETE', `/members/${ada}`);
  assert.deepEqual([last.status, last.body.code], [409, 'CONFLICT']);
  assert.equal((await ask(platform, admin, 'GET', '/audit')).status, 200);
  assert.equal((await ask(platform, owner, 'PATCH', `/members/${grace}`, { assignments: everywhere('viewer') })).status, 200);
  assert.equal((await ask(platform, admin, 'GET', '/audit')).status, 403);
  assert.equal((await ask(platform, owner, 'DELETE', `/members/${grace}`)).status, 204);
  assert.equal((await ask(platform, admin, 'GET', '/widgets/w')).status, 403);
  assert.equal((await ask(platform, admin, 'GET', '/session')).body.tenant, '');
  // Who belongs nowhere any more may come back, and repeat that call as programs do.
  const invited = await ask(platform, owner, 'POST', '/invitations', { email: 'grace@example.org', assignments: everywhere('viewer') });
  const back = { token: invited.body.link.split('#')[1] };
  assert.equal((await ask(platform, { ...admin, 'idempotency-key': 'once' }, 'POST', '/invitation/join', back)).status, 200);
});

test('a role of one’s own allows and takes away, at once for all who have it, and stays while somebody has it', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  const role = { name: 'night-shift', allow: ['device.*', 'data.query'], deny: ['device.credential'] };
  assert.equal((await ask(platform, owner, 'POST', '/roles', role)).status, 201);
  assert.equal((await ask(platform, owner, 'POST', '/roles', { ...role, name: 'owner' })).status, 400);
  assert.equal((await ask(platform, owner, 'POST', '/roles', { name: 'typo', allow: ['device.fly'] })).status, 400);
  const grace = await member(platform, owner, 'grace@example.org', everywhere('night-shift'));
  const { permissions } = (await ask(platform, grace, 'GET', '/session')).body;
  assert.deepEqual(permissions, ['device.read', 'device.write', 'data.query']);
  const changed = await ask(platform, { ...owner, 'if-match': '"1"' }, 'PATCH', '/roles/night-shift', { deny: ['device.write'] });
  assert.deepEqual([changed.status, changed.body.version], [200, 2]);
  assert.equal((await ask(platform, grace, 'POST', '/widgets', { name: 'w' })).status, 403);
  assert.equal((await ask(platform, { ...owner, 'if-match': '"1"' }, 'PATCH', '/roles/night-shift', { deny: [] })).status, 412);
  assert.match((await ask(platform, owner, 'DELETE', '/roles/night-shift')).body.detail, /^1 people/);
});

test('nobody widens a role beyond what they have themselves', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  await ask(platform, owner, 'POST', '/roles', { name: 'warden', allow: ['access.role', 'access.read'] });
  const grace = await member(platform, owner, 'grace@example.org', everywhere('warden'));
  assert.equal((await ask(platform, grace, 'PATCH', '/roles/warden', { allow: ['*'] })).status, 403);
  assert.equal((await ask(platform, grace, 'PATCH', '/roles/warden', { allow: ['access.read'] })).status, 200);
});

test('a service account’s keys do what it may, and nothing while it is disabled or from elsewhere', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  const account = { name: 'erp', assignments: everywhere('viewer') };
  assert.equal((await ask(platform, owner, 'POST', '/service-accounts', account)).status, 201);
  const made = await ask(platform, owner, 'POST', '/api-keys', { name: 'k', serviceAccount: 'erp' });
  assert.deepEqual([made.status, made.body.role, made.body.serviceAccount], [201, null, 'erp']);
  const key = { authorization: `Bearer ${made.body.key}` };
  assert.equal((await ask(platform, key, 'POST', '/widgets', { name: 'w' })).status, 403);
  assert.equal((await ask(platform, owner, 'PATCH', '/service-accounts/erp', { assignments: everywhere('operator') })).status, 200);
  assert.equal((await ask(platform, key, 'POST', '/widgets', { name: 'w' })).status, 201);
  assert.equal((await ask(platform, owner, 'PATCH', '/service-accounts/erp', { disabled: true })).status, 200);
  assert.equal((await ask(platform, key, 'GET', '/session')).status, 401);
  assert.equal((await ask(platform, owner, 'DELETE', '/service-accounts/erp')).status, 204);
  assert.deepEqual((await ask(platform, owner, 'GET', '/api-keys')).body.items, []);

  const far = await ask(platform, owner, 'POST', '/api-keys', { name: 'far', addresses: ['192.0.2.0/24', '2001:db8::/32'] });
  assert.equal((await ask(platform, { authorization: `Bearer ${far.body.key}` }, 'GET', '/session')).status, 401);
  const near = await ask(platform, owner, 'POST', '/api-keys', { name: 'near', addresses: ['127.0.0.0/8'] });
  assert.equal((await ask(platform, { authorization: `Bearer ${near.body.key}` }, 'GET', '/session')).status, 200);
  assert.equal((await ask(platform, owner, 'POST', '/api-keys', { name: 'x', addresses: ['300.1.1.1'] })).status, 400);
});

test('a key may be made for one space only, and a scoped person makes no wider one', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  assert.equal((await ask(platform, owner, 'POST', '/spaces', { name: 'north' })).status, 201);
  const scope = { kind: 'space', space: 'north' };
  const made = await ask(platform, owner, 'POST', '/api-keys', { name: 'k', role: 'viewer', scope });
  assert.deepEqual(made.body.scope, scope);
  const key = { authorization: `Bearer ${made.body.key}` };
  const spaces = (await ask(platform, key, 'GET', '/spaces')).body.items;
  assert.deepEqual(
    spaces.map(({ name }: { name: string }) => name),
    ['north'],
  );
  assert.equal((await ask(platform, key, 'GET', '/spaces/root')).status, 404);
});

test('an operator looks into a tenant only after saying why, for a time, and the tenant can read of it', async () => {
  await using platform = await startPlatform();
  const operator = (await platform.signIn()).browser;
  const made = await ask(platform, operator, 'POST', '/operator/tenants', { name: 'acme', label: 'Acme', ownerEmail: 'grace@example.org' });
  const token = made.body.link.split('#')[1];
  const accepted = await ask(platform, {}, 'POST', '/invitation/accept', { token, name: 'Grace', password: 'difference engine' });
  const grace = cookieOf(accepted.headers);
  const inAcme = { ...operator, 'thalamus-tenant': 'acme' };
  assert.equal((await ask(platform, inAcme, 'GET', '/members')).status, 403);
  assert.equal((await ask(platform, operator, 'POST', '/operator/impersonations', { tenant: 'acme', reason: 'because' })).status, 400);
  const reason = 'Ticket 4711: no data since this morning';
  const begun = await ask(platform, operator, 'POST', '/operator/impersonations', { tenant: 'acme', reason, minutes: 10 });
  assert.equal(begun.status, 201);
  assert.equal((await ask(platform, inAcme, 'GET', '/members')).status, 200);
  const session = (await ask(platform, inAcme, 'GET', '/session')).body;
  assert.deepEqual([session.tenant, session.via, session.tenants.at(-1).via], ['acme', 'impersonation', 'impersonation']);
  assert.equal((await ask(platform, inAcme, 'POST', '/spaces', { name: 'north' })).status, 201);
  const staying = { email: adminEmail, assignments: everywhere('admin') };
  assert.equal((await ask(platform, inAcme, 'POST', '/invitations', staying)).status, 403);
  const { items } = (await ask(platform, grace, 'GET', '/audit')).body;
  const told = items.map((each: { action: string; role: string }) => [each.action, each.role]);
  assert.ok(
    told.some(([action, role]: string[]) => action === 'createSpace' && role === 'impersonation: admin'),
    JSON.stringify(told),
  );
  const entry = items.find((each: { action: string }) => each.action === 'beginImpersonation');
  assert.equal(entry.after.reason, reason);
  platform.pass(11 * 60_000);
  assert.equal((await ask(platform, inAcme, 'GET', '/members')).status, 403);
  const again = await ask(platform, operator, 'POST', '/operator/impersonations', { tenant: 'acme', reason, minutes: 10 });
  assert.equal((await ask(platform, inAcme, 'GET', '/members')).status, 200);
  assert.equal((await ask(platform, operator, 'DELETE', `/operator/impersonations/${again.body.id}`)).status, 200);
  assert.equal((await ask(platform, inAcme, 'GET', '/members')).status, 403);
});

test('only operators run the platform, and never nobody', async () => {
  await using platform = await startPlatform();
  const operator = (await platform.signIn()).browser;
  const grace = await member(platform, operator, 'grace@example.org', everywhere('owner'));
  for (const path of ['/operator/tenants', '/operator/operators', '/operator/impersonations']) {
    assert.equal((await ask(platform, grace, 'GET', path)).status, 403, path);
  }
  const [{ id }] = (await ask(platform, operator, 'GET', '/operator/operators')).body.items;
  assert.equal((await ask(platform, operator, 'DELETE', `/operator/operators/${id}`)).status, 409);
  assert.equal((await ask(platform, operator, 'POST', '/operator/operators', { email: 'grace@example.org' })).status, 201);
  assert.equal((await ask(platform, grace, 'GET', '/operator/tenants')).status, 200);
  assert.equal((await ask(platform, operator, 'DELETE', `/operator/operators/${id}`)).status, 204);
  assert.equal((await ask(platform, operator, 'GET', '/operator/tenants')).status, 403);
  assert.equal((await ask(platform, grace, 'POST', '/operator/operators', { email: adminEmail })).status, 201);
});

test('what is shared is used by the other tenant’s people as far as their own role goes, until it ends', async () => {
  await using platform = await startPlatform();
  const owner = (await platform.signIn()).browser;
  const made = await ask(platform, owner, 'POST', '/operator/tenants', { name: 'acme', ownerEmail: 'grace@example.org' });
  const token = made.body.link.split('#')[1];
  const grace = cookieOf(
    (await ask(platform, {}, 'POST', '/invitation/accept', { token, name: 'G', password: 'difference engine' })).headers,
  );
  const lent = { ...grace, 'thalamus-tenant': 'default' };
  assert.equal((await ask(platform, lent, 'GET', '/spaces')).status, 403);
  await ask(platform, owner, 'POST', '/spaces', { name: 'north' });
  await ask(platform, owner, 'POST', '/spaces', { name: 'hall', parent: 'north' });
  const share = { toTenant: 'acme', thing: { space: 'north' }, role: 'operator', expiresAt: Date.now() + 3_600_000 };
  const shared = await ask(platform, owner, 'POST', '/shares', share);
  assert.equal(shared.status, 201, JSON.stringify(shared.body));
  assert.equal((await ask(platform, owner, 'POST', '/shares', share)).status, 409);
  assert.equal((await ask(platform, owner, 'POST', '/shares', { ...share, toTenant: 'nowhere' })).status, 400);
  const received = (await ask(platform, grace, 'GET', '/shares/received')).body.items;
  assert.deepEqual([received[0].tenant, received[0].thing], ['default', { space: 'north' }]);
  const spaces = (await ask(platform, lent, 'GET', '/spaces')).body.items.map(({ name }: { name: string }) => name);
  assert.deepEqual(spaces, ['hall', 'north']);
  const session = (await ask(platform, lent, 'GET', '/session')).body;
  assert.deepEqual(
    [session.via, session.permissions.includes('usage.read'), session.permissions.includes('device.write')],
    ['share', false, true],
  );
  for (const path of ['/members', '/roles', '/audit', '/api-keys', '/shares']) {
    const refused = await ask(platform, lent, 'GET', path);
    assert.deepEqual([refused.status, refused.body.detail.includes('Administrator')], [403, false], path);
  }
  // A viewer at home is a viewer of what is shared, whatever the share allows.
  const viewer = await member(platform, grace, 'mary@example.org', everywhere('viewer'));
  const theirs = (await ask(platform, { ...viewer, 'thalamus-tenant': 'default' }, 'GET', '/session')).body;
  assert.equal(theirs.permissions.includes('device.write'), false);
  platform.pass(2 * 3_600_000);
  assert.equal((await ask(platform, lent, 'GET', '/spaces')).status, 403);
  assert.equal((await ask(platform, owner, 'DELETE', `/shares/${shared.body.id}`)).status, 204);
});
