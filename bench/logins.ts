import { generateKeyPairSync, sign } from 'node:crypto';
import { assembled } from '../testing/api/assembled.ts';
import { authorityExtensions, certificateMaker } from '../testing/certificates.ts';
import { administrator } from '../testing/program.ts';
import { scramClient } from '../testing/scram.ts';
import { ms, table, whole } from './table.ts';

const devices = 1_000;
const passwords = 100;
const certificates = 100;
const atOnce = 100;

type Program = Awaited<ReturnType<typeof assembled>>;
type Login = () => Promise<boolean>;

/** How fast it is decided who somebody is: the first time that each asks, and when they come back; without network and MQTT. */
export async function benchLogins(seconds: number, say: (line: string) => void): Promise<unknown> {
  const after: (() => void)[] = [];
  const make = certificateMaker({ skip() {}, after: (work) => after.push(work) });
  if (make === undefined) throw new Error('this needs openssl');
  await using program = await assembled();
  const call = await caller(program);
  const { authenticator } = program.connection;
  const as = (username?: string, password?: string, raw?: Buffer): Login => {
    const certificate = raw === undefined ? undefined : { raw, fingerprint256: '', chain: [] };
    const about = { clientId: 'c', username, password: password === undefined ? undefined : Buffer.from(password), level: 5 } as const;
    return async () => (await authenticator.login({ ...about, peer: { address: '10.0.0.1', certificate } })).ok;
  };
  const made = await call('POST', '/devices/batch', { name: 'd', product: 'pump', count: devices });
  const logins: { credentials: { username: string; password: string } }[] = made.items;
  const root = make({ subject: '/CN=Bench CA', extensions: authorityExtensions() });
  const authority = await call('POST', '/certificate-authorities', { certificate: root.pem });
  const signature = sign('sha256', Buffer.from(authority.challenge), root.key).toString('base64');
  await call('POST', `/certificate-authorities/${authority.id}/proof`, { signature });
  const issued = Array.from({ length: certificates }, (_, at) => make({ subject: `/CN=d-${at + 1}`, by: root }).raw);
  const signer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicPem = signer.publicKey.export({ type: 'spki', format: 'pem' });
  await call('POST', '/token-issuers', { issuer: 'bench', audience: 'bench', publicPem, subject: { kind: 'device' } });
  const token = (sub: string): string => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = `${part({ alg: 'ES256' })}.${part({ iss: 'bench', aud: 'bench', sub, exp: Math.floor(Date.now() / 1000) + 3600 })}`;
    return `${body}.${sign('sha256', Buffer.from(body), { key: signer.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  for (let at = 1; at <= passwords; at++) {
    const body = { kind: 'password', userName: `u-${at}`, password: `correct horse ${at}`, scram: true };
    await call('POST', `/devices/d-${at}/credentials`, body);
  }
  const { key } = await call('POST', '/api-keys', { name: 'bench', role: 'operator' });
  const each = <T>(count: number, login: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => login(at));
  const kinds: readonly (readonly [string, readonly Login[]])[] = [
    ['secret', logins.map(({ credentials: { username, password } }) => as(username, password))],
    ['password (scrypt)', each(passwords, (at) => as(`default/u-${at + 1}`, `correct horse ${at + 1}`))],
    ['certificate of an authority', issued.map((raw) => as(undefined, undefined, raw))],
    ['token (ES256)', each(devices, (at) => as('default', token(`d-${at + 1}`)))],
    ['API key', [as('default', key)]],
    ['SCRAM-SHA-256, both sides', each(passwords, (at) => scram(program, `default/u-${at + 1}`, `correct horse ${at + 1}`))],
  ];
  const rows: string[][] = [];
  const result: Record<string, unknown> = {};
  for (const [kind, all] of kinds) {
    const first = await measure(all, all.length, Number.POSITIVE_INFINITY);
    const again = await measure(all, Number.POSITIVE_INFINITY, seconds);
    result[kind] = { first, again };
    rows.push([kind, whole(first.perSecond), ms(first.cpuUs), whole(again.perSecond), ms(again.cpuUs)]);
  }
  say(table(['logins per second', 'first time', 'CPU each', 'known', 'CPU each'], rows));
  for (const work of after) work();
  return result;
}

/** So many at once until a number or a time is reached; throws when somebody is refused. */
async function measure(logins: readonly Login[], count: number, seconds: number) {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  let done = 0;
  const work = async (): Promise<void> => {
    while (done < count && performance.now() - start < seconds * 1000) {
      const login = logins[done++ % logins.length] as Login;
      if (!(await login())) throw new Error('a login was refused');
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work));
  const used = process.cpuUsage(cpu);
  return { perSecond: (done * 1000) / (performance.now() - start), cpuUs: (used.user + used.system) / done };
}

function scram({ connection: { authenticator } }: Program, user: string, password: string): Login {
  const about = {
    clientId: 'c',
    username: undefined,
    password: undefined,
    level: 5,
    peer: { address: '10.0.0.1', certificate: undefined },
  } as const;
  return async () => {
    const exchange = authenticator.exchange('SCRAM-SHA-256', about);
    const client = scramClient(user, password);
    const first = await exchange?.step(Buffer.from(client.first));
    const last = await exchange?.step(Buffer.from(client.final(first?.data?.toString() ?? '')));
    return last?.done === true && last.login.ok;
  };
}

async function caller({ application: { app } }: Program) {
  const session = await app.inject({ method: 'POST', url: '/api/v1/session', payload: administrator });
  const cookie = [session.headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0])
    .join('; ');
  const headers = { cookie, 'sec-fetch-site': 'same-origin' };
  return async (method: 'POST', path: string, payload: object) => {
    const answer = await app.inject({ method, url: `/api/v1${path}`, headers, payload });
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.body}`);
    return answer.json();
  };
}
