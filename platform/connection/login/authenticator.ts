import { Fault } from '#core/errors.ts';
import type { EventBus } from '#core/events.ts';
import type { Logger } from '#core/logger.ts';
import type { ApplicationDirectory } from '#core/ports/application-directory.ts';
import type { CredentialLogin, DeviceCredentials } from '#core/ports/device-credentials.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { DeviceReach } from '#core/ports/device-reach.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { AuthExchange, Authenticator, Introduction, Login } from '../principal.ts';
import { anonymousLogin } from './anonymous.ts';
import { createApplications } from './applications.ts';
import { isToken, namedBy, passwordText } from './credentials.ts';
import { TooManyDevices } from './device-names.ts';
import { refusals, refuse } from './refusal.ts';
import { createRevocations } from './revocations.ts';
import { createScramExchange, scramMethod } from './scram.ts';

export interface AuthenticatorNeeds {
  readonly directory: DeviceDirectory;
  readonly credentials: DeviceCredentials;
  readonly applications: ApplicationDirectory;
  readonly reach: DeviceReach;
  /** The first is taken for devices that say nothing by which to know their dialect. */
  readonly dialects: readonly [Dialect, ...Dialect[]];
  readonly events: EventBus;
  readonly log: Logger;
  /** The tenant that whoever sends neither name nor password nor certificate may use as they like; for development. */
  readonly anonymousTenant?: string | undefined;
}

/**
 * Who may connect: programs by an API key or a token, devices by a token, a secret, a password, a certificate or SCRAM. A password says by its form
 * what it is; a certificate counts where there is none.
 */
export function createAuthenticator(needs: AuthenticatorNeeds): Authenticator {
  const { directory, credentials, dialects, anonymousTenant } = needs;
  const applications = createApplications({ directory: needs.applications, reach: needs.reach, events: needs.events, log: needs.log });
  const revocations = createRevocations(needs.events);
  return {
    login: (introduction) => current(() => login(introduction)),
    exchange: (method, introduction) => (method === scramMethod ? scram(introduction) : undefined),
  };

  async function login(introduction: Introduction): Promise<Login> {
    const { username, peer } = introduction;
    const password = passwordText(introduction);
    const named = namedBy(username);
    if (password === undefined) {
      if (peer.certificate !== undefined && named !== undefined) {
        return device(introduction, await credentials.certificate(peer.certificate, named.tenant, named.name));
      }
      const isNobody = username === undefined && peer.certificate === undefined;
      return isNobody && anonymousTenant !== undefined ? anonymousLogin(anonymousTenant) : refuse(refusals.wrong, 'no-credentials');
    }
    if (needs.applications.isKey(password)) return await byKey(named?.tenant ?? '', named?.name, password, peer.address);
    if (isToken(password)) return await byToken(introduction, named?.tenant ?? '', named?.name, password);
    return await bySecret(introduction, named?.tenant ?? '', named?.name ?? '', password);
  }

  async function byKey(tenant: string, account: string | undefined, key: string, address: string): Promise<Login> {
    const answer = await needs.applications.login(tenant, account, key, address);
    if (!answer.ok) return refuse(answer.reason === 'address' ? refusals.forbidden : refusals.wrong, answer.reason);
    const { grant } = answer;
    return { ok: true, principal: await applications.principal(grant, address), credential: grant.credential, expiresAt: grant.expiresAt };
  }

  async function byToken(introduction: Introduction, tenant: string, name: string | undefined, token: string): Promise<Login> {
    const answer = await needs.applications.token(tenant, token);
    if (!answer.ok) return refuse(refusals.wrong, answer.reason);
    if (answer.kind === 'application') {
      const { grant } = answer;
      const principal = await applications.principal(grant, introduction.peer.address);
      return { ok: true, principal, credential: grant.credential, expiresAt: grant.expiresAt };
    }
    if (name !== undefined && name !== answer.device) return refuse(refusals.wrong, 'other-device');
    return device(introduction, await credentials.vouched(tenant, answer.device, answer.credential, answer.expiresAt));
  }

  /** The device of that name by its secret, else the one whose user name that is. */
  async function bySecret(introduction: Introduction, tenant: string, name: string, password: string): Promise<Login> {
    const claim = dialectOf(introduction).claim(introduction);
    const bySecret = claim === undefined ? undefined : await directory.login(claim.tenant, claim.device, claim.secret);
    if (bySecret?.ok === true) return device(introduction, { expiresAt: undefined, ...bySecret });
    if (bySecret?.reason === 'disabled') return refuse(refusals.forbidden, bySecret.reason, bySecret.device);
    const byPassword = await credentials.password(tenant, name, password);
    if (byPassword.ok || byPassword.reason !== 'unknown-user') return device(introduction, byPassword);
    return refuse(refusals.wrong, bySecret?.reason ?? 'no-credentials', bySecret?.device);
  }

  function device(introduction: Introduction, login: CredentialLogin): Login {
    if (!login.ok) return refuse(login.reason === 'disabled' ? refusals.forbidden : refusals.wrong, login.reason, login.device);
    const { device, credential, expiresAt } = login;
    const { tenant, name } = device;
    const dialect = dialectOf(introduction);
    return { ok: true, principal: { kind: 'device', tenant, name, device, dialect }, credential, expiresAt };
  }

  function dialectOf(introduction: Introduction): Dialect {
    return dialects.find((candidate) => candidate.match(introduction)) ?? dialects[0];
  }

  function scram(introduction: Introduction): AuthExchange {
    const exchange = createScramExchange(credentials, (login) => device(introduction, login));
    const began = revocations.now;
    return {
      async step(data) {
        const step = await exchange.step(data);
        return step.done ? { ...step, login: held(began, step.login) } : step;
      },
    };
  }

  async function current(decide: () => Promise<Login>): Promise<Login> {
    const began = revocations.now;
    try {
      return held(began, await decide());
    } catch (error) {
      if (error instanceof TooManyDevices) return refuse(refusals.tooWide, 'too-many-devices');
      if (error instanceof Fault && error.code === 'OVERLOADED') return refuse(refusals.busy, 'busy');
      throw error;
    }
  }

  function held(began: number, login: Login): Login {
    if (!login.ok) return login;
    const { tenant, name, kind } = login.principal;
    const about = { tenant, credential: login.credential, ...(kind === 'device' ? { device: name } : { application: name }) };
    return revocations.since(began, about) ? refuse(refusals.wrong, 'revoked') : login;
  }
}
