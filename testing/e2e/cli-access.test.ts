import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { administrator, createSite, type Program, type Site, startProgram } from '../program.ts';
import { commandLine } from './command-line.ts';

let site: Site;
let program: Program;
before(async () => {
  site = await createSite();
  program = await startProgram(site);
});
after(async () => {
  await program?.[Symbol.asyncDispose]();
  await site?.[Symbol.asyncDispose]();
});

test('from the operator’s new tenant to a viewer of one space, a share and an impersonation, all from the command line', async () => {
  const { done: thalamus, tried } = commandLine(join(site.home, 'cli'));
  const password = 'correct horse battery staple';
  const login = (email: string, word: string, ...more: string[]) =>
    thalamus('login', '--url', site.url, '--email', email, '--password', word, ...more);
  const join_ = async (link: string, name: string, profile: string, email: string) => {
    assert.match(await thalamus('invitation', 'look', link.trim()), new RegExp(`email +${email}`));
    await thalamus('invitation', 'accept', link.trim(), '--name', name, '--new-password', password);
    await login(email, password, '--profile', profile);
  };

  await login(administrator.email, administrator.password);
  const link = await thalamus('tenant', 'create', 'acme', '--owner', 'ada@example.org', '--label', 'Acme');
  assert.match(await thalamus('tenant', 'list'), /acme +Acme +0 +0/);
  await join_(link, 'Ada', 'ada', 'ada@example.org');
  await thalamus('profile', 'use', 'ada');
  assert.match(await thalamus('whoami'), /tenant +acme\nby +member\nroles +owner/);
  assert.equal((await tried('tenant', 'list')).code, 4, 'an owner runs no platform');

  await thalamus('product', 'create', 'pump');
  await thalamus('space', 'create', 'plant');
  await thalamus('device', 'create', 'inside', '--product', 'pump', '--space', 'plant');
  await thalamus('device', 'create', 'outside', '--product', 'pump');
  const invited = await thalamus('invitation', 'create', 'grace@example.org', '--role', 'viewer@space:plant');
  assert.match(await thalamus('invitation', 'list'), /grace@example\.org +viewer@space:plant +Ada/);
  await join_(invited, 'Grace', 'grace', 'grace@example.org');
  const grace = ['--profile', 'grace'];
  assert.match(await thalamus('device', 'list', ...grace), /^DEVICE.*\ninside +pump +plant .*\n$/);
  const refused = await tried('device', 'delete', 'inside', ...grace);
  assert.equal(refused.code, 4);
  assert.match(refused.err, /^Error: This needs the permission device\.write; Ada can give it \(FORBIDDEN\)\nWhat to do: /);
  assert.equal((await tried('device', 'show', 'outside', ...grace)).code, 5);
  assert.match(await thalamus('member', 'show', 'grace@example.org'), /assignments +viewer@space:plant/);
  assert.match(await thalamus('member', 'list', '--filter', "email.startsWith('gr')"), /^E-MAIL.*\ngrace@example\.org +Grace .*\n$/);
  const wrong = await tried('role', 'list', '--filter', "nmae == 'x'");
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /\n {2}nmae == 'x'\n {2}\^\n$/);
  await thalamus('member', 'set', 'Grace@example.org', '--role', 'viewer', '--deny', 'viewer@space:plant');
  assert.match(await thalamus('device', 'list', ...grace), /^DEVICE.*\noutside +pump +root .*\n$/);

  await thalamus('service-account', 'create', 'erp', '--role', 'operator');
  const key = (await thalamus('key', 'create', 'erp-1', '--service-account', 'erp')).trim();
  const erp = commandLine(join(site.home, 'nobody'), { THALAMUS_URL: site.url, THALAMUS_API_KEY: key });
  await erp.done('device', 'set', 'outside', '--label', 'Outside');
  assert.equal((await erp.tried('member', 'list')).code, 4);
  await thalamus('service-account', 'set', 'erp', '--disable');
  assert.equal((await erp.tried('device', 'list')).code, 3);

  await thalamus('share', 'create', 'default', '--space', 'plant', '--until', '+1d');
  const operator = ['--profile', 'default'];
  assert.match(await thalamus('share', 'list', '--received', ...operator), /acme +default +space:plant +viewer/);
  assert.match(await thalamus('device', 'list', '--tenant', 'acme', ...operator), /^DEVICE.*\ninside .*\n$/);
  const begun = ['impersonation', 'begin', 'acme', '--reason', 'Ticket 4711: nothing arrives', '--json', ...operator];
  const { id }: { id: string } = JSON.parse(await thalamus(...begun));
  assert.match(await thalamus('device', 'list', '--tenant', 'acme', ...operator), /inside[\s\S]*outside/);
  await thalamus('impersonation', 'end', id, ...operator);
  assert.match(await thalamus('audit', 'list', '--action', 'beginImpersonation'), /impersonation\/acme/);

  await thalamus('member', 'remove', 'grace@example.org');
  assert.equal((await tried('device', 'list', ...grace)).code, 4);
  await thalamus('logout');
  assert.equal((await tried('whoami')).code, 0, 'the default profile is in use again');
});

test('somebody sets another password, renames themselves and ends their sessions elsewhere', async () => {
  const [desk, phone] = ['desk', 'phone'].map((name) => commandLine(join(site.home, name)));
  assert.ok(desk !== undefined && phone !== undefined);
  const login = ['login', '--url', site.url, '--email', administrator.email, '--password'];
  await desk.done(...login, administrator.password);
  await phone.done(...login, administrator.password);
  assert.match(await desk.done('session', 'list'), /\* +\S+ +Thalamus command line on /);
  await desk.done('rename', 'Root');
  assert.match(await desk.done('whoami'), /name +Root/);
  await desk.done('password', '--password', administrator.password, '--new-password', 'another correct horse');
  await desk.done('whoami');
  assert.equal((await phone.tried('whoami')).code, 3);
  assert.match(await desk.done('second-factor', 'show'), /enabled +false/);
  const enrolment: { uri: string } = JSON.parse(await desk.done('second-factor', 'enrol', '--password', 'another correct horse', '--json'));
  assert.match(enrolment.uri, /^otpauth:/);
  assert.equal((await desk.tried('second-factor', 'activate', '--code', '000000')).code, 3);
});
