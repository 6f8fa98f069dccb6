import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { ApplicationDirectory } from '#core/ports/application-directory.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DeviceReach } from '#core/ports/device-reach.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Authenticator, Introduction, Login } from '../principal.ts';
import { anonymousLogin } from './anonymous.ts';
import { createApplications } from './applications.ts';
import { refusals, refuse } from './refusal.ts';

export interface AuthenticatorNeeds {
  readonly directory: DeviceDirectory;
  readonly applications: ApplicationDirectory;
  readonly reach: DeviceReach;
  readonly dialects: readonly Dialect[];
  readonly events: EventBus;
  readonly log: Logger;
  /** The tenant that whoever sends neither name nor password may use as they like; for development. */
  readonly anonymousTenant?: string | undefined;
}

/** Who may connect: devices by their secret, programs by an API key. */
export function createAuthenticator(needs: AuthenticatorNeeds): Authenticator {
  const { directory, dialects, anonymousTenant } = needs;
  const applications = createApplications({ directory: needs.applications, reach: needs.reach, events: needs.events, log: needs.log });
  return { login, exchange: () => undefined };

  async function login(introduction: Introduction): Promise<Login> {
    const { username, password } = introduction;
    if (username === undefined && password === undefined && anonymousTenant !== undefined) return anonymousLogin(anonymousTenant);
    const secret = password?.toString('utf8');
    if (secret !== undefined && needs.applications.isKey(secret)) return await applicationLogin(introduction, secret);
    return await deviceLogin(introduction);
  }

  /** User name `{tenant}`, or `{tenant}/{service account}`. */
  async function applicationLogin({ username, peer }: Introduction, key: string): Promise<Login> {
    const [tenant = '', account, ...more] = (username ?? '').split('/');
    if (more.length > 0) return refuse(refusals.wrong, 'unknown-key');
    const answer = await needs.applications.login(tenant, account, key, peer.address);
    if (!answer.ok) return refuse(answer.reason === 'address' ? refusals.forbidden : refusals.wrong, answer.reason);
    const principal = await applications.principal(answer.grant, peer.address);
    return { ok: true, principal, credential: answer.grant.credential, expiresAt: answer.grant.expiresAt };
  }

  async function deviceLogin(introduction: Introduction): Promise<Login> {
    const dialect = dialects.find((candidate) => candidate.match(introduction));
    const claim = dialect?.claim(introduction);
    if (dialect === undefined || claim === undefined) return refuse(refusals.wrong, 'no-credentials');
    const login = await directory.login(claim.tenant, claim.device, claim.secret);
    if (!login.ok) return refuse(login.reason === 'disabled' ? refusals.forbidden : refusals.wrong, login.reason);
    const { device } = login;
    return { ok: true, principal: { kind: 'device', tenant: device.tenant, name: device.name, device, dialect }, credential: 'secret' };
  }
}
