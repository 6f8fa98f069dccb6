/** A person as the rest of the platform knows them. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  /** True until a one-time password was replaced. */
  readonly oneTimePassword: boolean;
}

/** A person with the cookies that the answer has to set. */
export interface PersonSession {
  readonly person: Person;
  /** The tenant whose provider vouched for the person; undefined when they showed a password of ours. */
  readonly ssoTenant?: string | undefined;
  readonly setCookies: readonly string[];
}

/** The session that cookies belong to. */
export interface KnownSession extends PersonSession {
  readonly id: string;
}

/** The password was right and a second factor has to follow: the cookies remember that and open nothing. */
export interface HalfSignedIn {
  readonly secondFactorOf: Person;
  readonly setCookies: readonly string[];
}

/** A session of a person as they recognise it. */
export interface SessionInfo {
  readonly id: string;
  readonly userAgent: string;
  readonly address: string;
  readonly createdAt: Date;
  readonly usedAt: Date;
  readonly expiresAt: Date;
  readonly ssoTenant: string | undefined;
}

export interface Caller {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** Everything about passwords and sessions of people; what they may do is not decided here. */
export interface IdentityPort {
  /** Throws `WRONG_PASSWORD`. */
  signIn(email: string, password: string, caller: Caller): Promise<PersonSession | HalfSignedIn>;
  /** Who the cookies belong to; undefined when they are nobody’s or have ended. */
  session(cookies: string): Promise<KnownSession | undefined>;
  /** Ends the session; returns the cookies that say so. */
  signOut(cookies: string): Promise<readonly string[]>;
  /** Sessions that have not ended, the one used last first. */
  sessions(person: string): Promise<readonly SessionInfo[]>;
  /** Ends those of the person's sessions that are named; returns how many there were. */
  endSessions(person: string, which: (session: SessionInfo) => boolean): Promise<number>;
  /** Ends every other session of the person too. Throws `WRONG_PASSWORD`. */
  changePassword(cookies: string, current: string, next: string, caller: Caller): Promise<PersonSession>;
  create(email: string, name: string, password: string, oneTime: boolean): Promise<Person>;
  /** Somebody who comes through the provider of their organisation only; the one who has the e-mail already where there is one. */
  createWithoutPassword(email: string, name: string): Promise<Person>;
  /** A session for somebody whom a tenant's provider vouches for. */
  openSession(person: string, ssoTenant: string, caller: Caller): Promise<PersonSession>;
  /** Ends the sessions that a tenant's provider opened. */
  endSsoSessions(tenant: string): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  /** Sets a password from the inside and ends the person's sessions. */
  resetPassword(id: string, password: string, oneTime: boolean): Promise<void>;
}
