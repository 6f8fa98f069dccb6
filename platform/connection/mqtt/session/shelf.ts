const spliceAt = 256;

/** What is known of messages that lie in the journal while their session is away: enough to bound them, nothing of their content. */
export class Shelf {
  /** Messages that were sent and not acknowledged: they are not dropped whatever comes. */
  readonly #held: number;
  readonly #seqs: number[];
  readonly #sizes: number[];
  #head = 0;
  /** Of those that were not sent. */
  bytes: number;
  /** Highest number that was sent to the peer before it went. */
  readonly sentUpTo: number;

  /** `seqs` and `sizes` in order; those up to `sentUpTo` were sent. */
  constructor(seqs: readonly number[], sizes: readonly number[], sentUpTo: number) {
    const first = seqs.findIndex((seq) => seq > sentUpTo);
    this.#held = first === -1 ? seqs.length : first;
    this.#seqs = seqs.slice(this.#held);
    this.#sizes = sizes.slice(this.#held);
    this.sentUpTo = sentUpTo;
    this.bytes = this.#sizes.reduce((sum, size) => sum + size, 0);
  }

  get length(): number {
    return this.#held + this.unsent;
  }

  get unsent(): number {
    return this.#seqs.length - this.#head;
  }

  push(seq: number, size: number): void {
    this.#seqs.push(seq);
    this.#sizes.push(size);
    this.bytes += size;
  }

  /** The number of the oldest one that was not sent; undefined when there is none. */
  shift(): number | undefined {
    if (this.unsent === 0) return undefined;
    this.bytes -= this.#sizes[this.#head] as number;
    const seq = this.#seqs[this.#head++] as number;
    if (this.#head > spliceAt && this.#head * 2 > this.#seqs.length) {
      this.#seqs.splice(0, this.#head);
      this.#sizes.splice(0, this.#head);
      this.#head = 0;
    }
    return seq;
  }
}
