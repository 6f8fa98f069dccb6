import { Fault } from '#core/errors.ts';
import type { Actor } from '#core/route.ts';
import { type Attempts, isWrongGuess } from './attempts.ts';
import type { Caller, IdentityPort } from './identity-port.ts';
import { ownAccount, type People, type SignedIn } from './people.ts';
import type { Enrolment, SecondFactorPort, SecondFactorState } from './second-factor-port.ts';
import type { SecondFactorStore } from './second-factor-store.ts';

/** The second factor of people who sign in with a password. */
export interface SecondFactor {
  state(cookies: string): Promise<SecondFactorState>;
  enabled(person: string): Promise<boolean>;
  /** Whose half-done sign-in the cookies remember. */
  pending(cookies: string): Promise<Actor | undefined>;
  /** The second step of a sign-in. Throws `WRONG_CODE`, or `UNAUTHENTICATED` when one has to begin anew. */
  complete(cookies: string, code: string, caller: Caller): Promise<SignedIn>;
  enrol(cookies: string, password: string, caller: Caller): Promise<Enrolment>;
  /** Turns it on and ends the person's other sessions, which were opened without it. */
  activate(
    cookies: string,
    code: string,
    caller: Caller,
  ): Promise<{ readonly signedIn: SignedIn; readonly recoveryCodes: readonly string[] }>;
  renewRecoveryCodes(cookies: string, proof: Proof, caller: Caller): Promise<readonly string[]>;
  turnOff(cookies: string, proof: Proof, caller: Caller): Promise<SignedIn>;
  /** For somebody who lost authenticator and recovery codes. */
  reset(person: string): Promise<void>;
}

/** What somebody who is signed in shows again before the second factor changes. */
export interface Proof {
  readonly password: string;
  readonly code: string;
}

export interface SecondFactorNeeds {
  readonly port: SecondFactorPort;
  readonly store: SecondFactorStore;
  readonly identity: IdentityPort;
  readonly people: People;
  readonly attempts: Attempts;
}

export function createSecondFactor({ port, store, identity, people, attempts }: SecondFactorNeeds): SecondFactor {
  const enabled = async (person: string) => (await port.state(person)).enabled;
  return { state, enabled, pending, complete, enrol, activate, renewRecoveryCodes, turnOff, reset: port.reset };

  async function state(cookies: string): Promise<SecondFactorState> {
    return await port.state((await ownAccount(identity, cookies)).person.id);
  }

  async function pending(cookies: string): Promise<Actor | undefined> {
    const person = await port.pending(cookies);
    return person === undefined ? undefined : await people.known(person.email);
  }

  async function complete(cookies: string, code: string, caller: Caller): Promise<SignedIn> {
    const person = await port.pending(cookies);
    if (person === undefined) throw signInAnew();
    return await checked(person.id, code, caller, async () => people.signedIn(await port.complete(cookies, code, caller)));
  }

  async function enrol(cookies: string, password: string, caller: Caller): Promise<Enrolment> {
    const { person } = await ownAccount(identity, cookies);
    return await attempts([`address ${caller.address}`, `email ${person.email}`], () => port.enrol(cookies, password));
  }

  async function activate(cookies: string, code: string, caller: Caller) {
    const { person } = await ownAccount(identity, cookies);
    if (await enabled(person.id)) throw new Fault('CONFLICT', 'The second factor is on already');
    const began = Date.now();
    const session = await checked(person.id, code, caller, () => port.activate(cookies, code));
    await identity.endSessions(person.id, ({ createdAt }) => createdAt.getTime() < began);
    people.forgetSessions();
    return { signedIn: await people.signedIn(session), recoveryCodes: await port.recoveryCodes(person.id) };
  }

  async function renewRecoveryCodes(cookies: string, proof: Proof, caller: Caller): Promise<readonly string[]> {
    const person = await prove(cookies, proof, caller);
    await port.renewRecoveryCodes(cookies, proof.password);
    return await port.recoveryCodes(person);
  }

  async function turnOff(cookies: string, proof: Proof, caller: Caller): Promise<SignedIn> {
    await prove(cookies, proof, caller);
    const session = await port.turnOff(cookies, proof.password);
    people.forgetSessions();
    return await people.signedIn(session);
  }

  async function prove(cookies: string, { password, code }: Proof, caller: Caller): Promise<string> {
    const { person } = await ownAccount(identity, cookies);
    if (!(await enabled(person.id))) throw noSecondFactor();
    await checked(person.id, code, caller, () => port.confirm(cookies, password, code));
    return person.id;
  }

  /** Checks a code, if the person may guess (again); no code of an authenticator passes twice. */
  async function checked<T>(person: string, code: string, caller: Caller, check: () => Promise<T>): Promise<T> {
    return await attempts([`address ${caller.address}`, `second factor ${person}`], async () => {
      if (!isRecoveryCode(code)) await mayGuess(person, code);
      try {
        const result = await check();
        await store.right(person);
        return result;
      } catch (error) {
        // After any other failure the code may have opened something.
        if (error instanceof Fault && isWrongGuess(error)) await store.giveBack(person, code);
        throw error;
      }
    });
  }

  async function mayGuess(person: string, code: string): Promise<void> {
    const may = await store.guess(person);
    if (may === 'none') throw noSecondFactor();
    if (may === 'spent') {
      throw new Fault(
        'WRONG_CODE',
        'Too many wrong codes in a row; use a recovery code, or ask an administrator to reset your second factor',
      );
    }
    if (!(await store.take(person, code))) throw new Fault('WRONG_CODE', 'This code was used already; wait for the next one');
  }
}

/** Codes of an authenticator have six digits. */
export function isRecoveryCode(code: string): boolean {
  return !/^\d{6}$/.test(code);
}

/** There is no half-done sign-in (any more). */
export function signInAnew(): Fault {
  return new Fault('UNAUTHENTICATED', 'Sign in with e-mail and password again; the code has to follow within ten minutes and five tries');
}

export function noSecondFactor(): Fault {
  return new Fault('CONFLICT', 'There is no second factor; set one up first');
}
