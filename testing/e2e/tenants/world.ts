import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import mqtt from 'mqtt';
import type { Route } from '#core/route.ts';
import { assembled } from '../../api/assembled.ts';
import { administrator } from '../../program.ts';
import { authorityPem, publicPem } from './public-keys.ts';

export type Headers = Readonly<Record<string, string>>;

/** One call; the answer, whatever it is. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: an answer of any route
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Every name that the victim's things have holds this word, so that a leak can be seen in any answer. */
export const mark = 'zebra';

/** The whole program with two tenants: one whose things must stay unseen, and one that goes looking for them. */
export async function tenantsWorld() {
  const program = await assembled();
  const { app, routes } = program.application;
  const call = caller(app);
  const operator = await signIn(app);
  const victim = await owner(call, operator, `${mark}-corp`, `${mark}@example.org`);
  const stranger = await owner(call, operator, 'stranger', 'stranger@example.org');
  const furnished = await furnish(call, operator, victim);
  const line = await connectVictim(program, furnished);
  const live = await done(call(victim, 'GET', '/connections'));
  const things = { ...furnished, connection: live.body.items[0].id as string };
  // What the stranger needs to have calls that would succeed at home.
  await done(call(stranger, 'POST', '/products', { name: 'pump', properties: [{ id: 'temperature', type: 'double' }] }));
  const own = await done(call(stranger, 'POST', '/devices', { name: 'own', product: 'pump' }));
  return {
    ...program,
    app,
    routes,
    call,
    operator,
    victim,
    stranger,
    things,
    ownSecret: own.body.credentials.password as string,
    async [Symbol.asyncDispose]() {
      await line.endAsync(true);
      await program[Symbol.asyncDispose]();
    },
  };
}

export type TenantsWorld = Awaited<ReturnType<typeof tenantsWorld>>;

async function connectVictim(
  { connection }: Awaited<ReturnType<typeof assembled>>,
  victim: { tenant: string; device: string; secret: string },
) {
  const listener = await connection.listen({ kind: 'tcp', bind: '127.0.0.1', port: 0 });
  return await mqtt.connectAsync(`mqtt://127.0.0.1:${listener.port}`, {
    username: `${victim.tenant}/${victim.device}`,
    password: victim.secret,
    clientId: mark,
    reconnectPeriod: 0,
  });
}

async function furnish(call: Call, operator: Headers, victim: Headers) {
  const product = `${mark}_pump`;
  await done(call(victim, 'POST', '/products', { name: product, label: mark, properties: [{ id: 'temperature', type: 'double' }] }));
  await done(call(victim, 'POST', '/spaces', { name: `${mark}-hall`, label: mark }));
  const device = `${mark}-1`;
  const made = await done(call(victim, 'POST', '/devices', { name: device, product, space: `${mark}-hall`, labels: { site: mark } }));
  const secret = made.body.credentials.password as string;
  await done(call(victim, 'POST', '/roles', { name: `${mark}-role`, allow: ['device.read'] }));
  await done(call(victim, 'POST', '/service-accounts', { name: `${mark}-bot` }));
  const key = await done(call(victim, 'POST', '/api-keys', { name: `${mark}-key` }));
  const assignments = [{ role: 'viewer' }];
  const invitation = await done(call(victim, 'POST', '/invitations', { email: `${mark}-guest@example.org`, assignments }));
  const share = await done(call(victim, 'POST', '/shares', { toTenant: 'default', thing: { device }, role: 'viewer' }));
  const members = await done(call(victim, 'GET', '/members'));
  const sessions = await done(call(victim, 'GET', '/sessions'));
  const reason = `${mark}: looking into it`;
  const impersonation = await done(call(operator, 'POST', '/operator/impersonations', { tenant: `${mark}-corp`, reason }));
  const credential = await done(call(victim, 'POST', `/devices/${device}/credentials`, { kind: 'password', userName: `${mark}-user` }));
  const authority = await done(call(victim, 'POST', '/certificate-authorities', { certificate: authorityPem, label: mark }));
  const signer = { issuer: `https://${mark}.example.org`, audience: mark, publicPem, subject: { kind: 'device' } };
  const issuer = await done(call(victim, 'POST', '/token-issuers', signer));
  const ban = await done(call(victim, 'POST', '/bans', { device: `${mark}-banned`, reason: mark }));
  const trace = await done(call(victim, 'POST', '/traces', { device, seconds: 3600 }));
  const addressBan = await done(call(operator, 'POST', '/operator/address-bans', { address: '192.0.2.0/24', reason: mark }));
  return {
    tenant: `${mark}-corp`,
    product,
    device,
    secret,
    space: `${mark}-hall`,
    role: `${mark}-role`,
    account: `${mark}-bot`,
    key: key.body.id as string,
    keyText: key.body.key as string,
    invitation: invitation.body.id as string,
    share: share.body.id as string,
    person: members.body.items[0].id as string,
    session: sessions.body.items[0].id as string,
    impersonation: impersonation.body.id as string,
    credential: credential.body.id as string,
    authority: authority.body.id as string,
    issuer: issuer.body.id as string,
    ban: ban.body.id as string,
    addressBan: addressBan.body.id as string,
    trace: trace.body.id as string,
  };
}

type Call = ReturnType<typeof caller>;

function caller(app: FastifyInstance) {
  return async (headers: Headers, method: Route['method'], path: string, payload?: unknown): Promise<Answer> => {
    const url = /^\/(api|device)\//.test(path) ? path : `/api/v1${path}`;
    const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload: payload as object }) });
    const isJson = String(answer.headers['content-type'] ?? '').includes('json');
    return { status: answer.statusCode, text: answer.body, body: isJson ? answer.json() : undefined, headers: answer.headers };
  };
}

export async function done(calling: Promise<Answer>): Promise<Answer> {
  const answer = await calling;
  assert.ok(answer.status < 300, `${answer.status}: ${answer.text}`);
  return answer;
}

async function signIn(app: FastifyInstance): Promise<Headers> {
  const answer = await caller(app)({}, 'POST', '/session', administrator);
  assert.equal(answer.status, 200);
  return session(answer);
}

/** A tenant with an owner, who may be called by their headers. */
async function owner(call: Call, operator: Headers, tenant: string, ownerEmail: string): Promise<Headers> {
  const made = await done(call(operator, 'POST', '/operator/tenants', { name: tenant, ownerEmail }));
  const token = String(made.body.link).split('#')[1];
  const accept = { token, name: ownerEmail.split('@')[0], password: 'difference engine' };
  return session(await done(call({}, 'POST', '/invitation/accept', accept)));
}

function session(answer: Answer): Headers {
  const lines = [answer.headers['set-cookie'] ?? []].flat() as string[];
  return { cookie: lines.map((line) => line.split(';')[0]).join('; '), 'sec-fetch-site': 'same-origin' };
}
