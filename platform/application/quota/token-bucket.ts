// Hot path: bench/ingest. One object per tenant; taking from it is a comparison and a subtraction.

/** A clock that jumps refills at most this much at once. */
export const refillMsMax = 60_000;

/** Lets `rate` per second through, and as many at once as `burstS` seconds bring; `Infinity` lets everything through. */
export class TokenBucket {
  tokens: number;
  rate: number;
  readonly #burstS: number;
  #at: number;

  constructor(rate: number, burstS: number, nowMs: number) {
    this.rate = rate;
    this.#burstS = burstS;
    this.#at = nowMs;
    this.tokens = this.capacity;
  }

  /** Most that can be taken at once; at least one, as a bucket that holds less would let nothing through. */
  get capacity(): number {
    return Math.max(1, this.rate * this.#burstS);
  }

  /** Brings what the time since the last refill has brought. */
  refill(nowMs: number): void {
    const passedMs = Math.min(Math.max(0, nowMs - this.#at), refillMsMax);
    this.#at = nowMs;
    // Endless times no time at all would be no number.
    this.tokens = this.rate === Number.POSITIVE_INFINITY ? this.rate : Math.min(this.capacity, this.tokens + (this.rate * passedMs) / 1000);
  }

  take(): boolean {
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Takes what came already, be it there or not: until it is made up for there is nothing to take. */
  owe(tokens: number): void {
    this.tokens -= tokens;
  }

  /** Another rate from now on; what has been taken stays taken. */
  setRate(rate: number, nowMs: number): void {
    this.refill(nowMs);
    const taken = this.rate === Number.POSITIVE_INFINITY ? 0 : this.capacity - this.tokens;
    this.rate = rate;
    this.tokens = Math.max(0, this.capacity - taken);
  }

  /** Seconds until there is one to take, at least one. */
  waitS(): number {
    return Math.max(1, Math.ceil((1 - this.tokens) / this.rate));
  }
}
