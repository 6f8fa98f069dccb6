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
  readonly setCookies: readonly string[];
}

export interface Caller {
  readonly address: string;
  readonly userAgent: string | undefined;
}

/** Everything about passwords and sessions of people; what they may do is not decided here. */
export interface IdentityPort {
  /** Throws `WRONG_PASSWORD`. */
  signIn(email: string, password: string, caller: Caller): Promise<PersonSession>;
  /** Who the cookies belong to; undefined when they are nobody’s or have ended. */
  session(cookies: string): Promise<PersonSession | undefined>;
  /** Ends the session; returns the cookies that say so. */
  signOut(cookies: string): Promise<readonly string[]>;
  /** Ends every other session of the person too. Throws `WRONG_PASSWORD`. */
  changePassword(cookies: string, current: string, next: string): Promise<PersonSession>;
  create(email: string, name: string, password: string, oneTime: boolean): Promise<Person>;
  /** Sets a password from the inside and ends the person's sessions. */
  resetPassword(id: string, password: string, oneTime: boolean): Promise<void>;
}
