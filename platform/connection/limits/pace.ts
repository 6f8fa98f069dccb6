// Hot path: bench/ingest. One message costs a comparison and a multiplication; nothing is allocated.

/** Longest debt of one pace: who sent something much larger than its burst waits no longer than this. */
const paceDebtMsMax = 60_000;
/** Less than this is no wait but a rounding error. */
const roundingMs = 0.001;

/**
 * A token bucket that needs no refilling: it keeps the moment at which it will be full again (the generic cell rate algorithm). It lets
 * `rate` units per second through, and `burst` at once.
 */
export class Pace {
  #intervalMs = 0;
  #slackMs = 0;
  #fullAt = 0;

  constructor(rate: number, burst: number) {
    this.set(rate, burst);
  }

  /** Another rate from now on; `Infinity` lets everything through. What was taken stays taken. */
  set(rate: number, burst: number): void {
    const endless = rate === Number.POSITIVE_INFINITY;
    this.#intervalMs = endless ? 0 : 1000 / rate;
    this.#slackMs = endless ? 0 : Math.max(0, burst - 1) * this.#intervalMs;
    if (endless) this.#fullAt = 0;
  }

  /** 0 when something may be taken, else how many milliseconds it is until then. */
  waitMs(now: number): number {
    const ms = this.#fullAt - now - this.#slackMs;
    return ms > roundingMs ? Math.ceil(ms - roundingMs) : 0;
  }

  /** Takes `units`, which may make it overdrawn: what is larger than the burst passes too, and is waited for afterwards. */
  take(now: number, units: number): void {
    const from = Math.max(this.#fullAt, now);
    const fullAt = from + units * this.#intervalMs;
    const latest = now + this.#slackMs + paceDebtMsMax;
    this.#fullAt = Math.min(fullAt, latest);
  }

  /** Takes back what was taken and not used. */
  giveBack(units: number): void {
    this.#fullAt -= units * this.#intervalMs;
  }

  /** True when nothing of it is in use: one that is made anew is no different. */
  isFull(now: number): boolean {
    return this.#fullAt <= now + roundingMs;
  }
}
