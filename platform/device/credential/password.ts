import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Fault } from '#core/errors.ts';

/** Passwords hashed at once: the others of a storm wait, so that processors are left to those who are in. */
export const passwordsHashedAtOnceMax = 2;
/** Passwords that wait to be hashed, some ten seconds of work; whoever comes then is told to try again later. */
export const passwordsWaitingMax = 500;
/** How long a password that was right is known without hashing it again, and one that was wrong. */
export const rightPasswordKnownMs = 600_000;
export const wrongPasswordKnownMs = 60_000;
/** Answers about passwords that are kept; the oldest is forgotten first. */
export const passwordAnswersMax = 50_000;

/** Cost of a new hash as a power of two: 16 MiB and some 40 ms. */
const costPower = 14;
const [blockSize, parallel, hashBytes, saltBytes] = [8, 1, 32, 16];

/** Hashes and compares passwords that people chose, few at a time. */
export interface Passwords {
  /** A text that tells cost, salt and hash. */
  hash(password: string): Promise<Buffer>;
  /** `about` says whose it is. Without a stored hash it does the same work and says no. */
  matches(password: string, stored: Buffer | undefined, about: string): Promise<boolean>;
}

export function createPasswords(now: () => number, waitingMax = passwordsWaitingMax): Passwords {
  // What is known of passwords is kept under a key that only this process has.
  const memory = randomBytes(32);
  const known = new Map<string, { readonly until: number; readonly answer: Promise<boolean> }>();
  const waiting: (() => void)[] = [];
  let running = 0;
  const nobodys = format(costPower, randomBytes(saltBytes), randomBytes(hashBytes));
  return { hash, matches };

  async function hash(password: string): Promise<Buffer> {
    const salt = randomBytes(saltBytes);
    return format(costPower, salt, await inTurn(() => derive(password, salt, costPower)));
  }

  function matches(password: string, stored: Buffer | undefined, about: string): Promise<boolean> {
    const text = stored ?? nobodys;
    // The hash is part of the key: an answer is true for ever, and a changed password asks anew.
    const key = createHmac('sha256', memory)
      .update(JSON.stringify([about, text.toString('latin1'), password]))
      .digest('base64');
    const before = known.get(key);
    if (before !== undefined && before.until > now()) return before.answer;
    known.delete(key);
    const answer = compare(password, text).then((fits) => fits && stored !== undefined);
    const entry = { until: now() + wrongPasswordKnownMs, answer };
    known.set(key, entry);
    answer.then(
      (fits) => {
        if (fits && known.get(key) === entry) known.set(key, { until: now() + rightPasswordKnownMs, answer });
      },
      () => known.delete(key),
    );
    for (const oldest of known.keys()) {
      if (known.size <= passwordAnswersMax) break;
      known.delete(oldest);
    }
    return answer;
  }

  async function compare(password: string, text: Buffer): Promise<boolean> {
    const [power, salt, expected] = text.toString('latin1').split('$').slice(1);
    const wanted = Buffer.from(expected ?? '', 'base64url');
    const got = await inTurn(() => derive(password, Buffer.from(salt ?? '', 'base64url'), Number(power)));
    return wanted.length === got.length && timingSafeEqual(wanted, got);
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= passwordsHashedAtOnceMax) {
      if (waiting.length >= waitingMax) throw new Fault('OVERLOADED', 'Too many passwords are being checked; try again later');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running++;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  }
}

function format(power: number, salt: Buffer, hash: Buffer): Buffer {
  return Buffer.from(`scrypt$${power}$${salt.toString('base64url')}$${hash.toString('base64url')}`);
}

function derive(password: string, salt: Buffer, power: number): Promise<Buffer> {
  const options = { N: 2 ** power, r: blockSize, p: parallel, maxmem: 2 ** power * blockSize * 256 };
  return new Promise((resolve, reject) =>
    scrypt(password, salt, hashBytes, options, (error, key) => (error === null ? resolve(key) : reject(error))),
  );
}
