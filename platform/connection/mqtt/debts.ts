// Hot path: bench/ingest. What we owe a peer is paid in order, when the log and the journal have what it is for.
import type { CommitWaiter } from '#core/ports/ingest.ts';
import { Acknowledgements } from './acknowledgements.ts';
import type { MqttGateway } from './gateway.ts';
import type { AckType } from './packet/acks.ts';
import type { ProtocolLevel } from './packet/level.ts';

/** Who owes. */
export interface Debtor {
  readonly level: ProtocolLevel;
  send(bytes: Buffer): void;
  /** Some were paid. */
  paid(): void;
}

/** The acknowledgements that one connection owes; made when the first one is. */
export class Debts implements CommitWaiter {
  readonly #gateway: MqttGateway;
  readonly #debtor: Debtor;
  readonly #owed = new Acknowledgements();
  #closed = false;
  #awaited = -1;
  #awaitedJournal = -1;
  #durable = -1;
  #durableJournal = -1;
  #journalWaiter: CommitWaiter | undefined;

  constructor(gateway: MqttGateway, debtor: Debtor) {
    this.#gateway = gateway;
    this.#debtor = debtor;
  }

  get waiting(): number {
    return this.#owed.waiting;
  }

  get pubacks(): number {
    return this.#owed.pubacks;
  }

  /** `ingest` and `journal` are the open batches that it waits for, -1 for none. Nothing is sent before `pay`. */
  owe(type: AckType, packetId: number, reason: number, ingest: number, journal: number, text: string): void {
    this.#owed.add(type, packetId, reason, ingest, journal, text);
    if (ingest !== -1 && ingest !== this.#awaited) {
      this.#awaited = ingest;
      this.#durable = atLeast(this.#durable, ingest);
      this.#gateway.ingest.await(this);
    }
    if (journal !== -1 && journal !== this.#awaitedJournal) {
      this.#awaitedJournal = journal;
      this.#durableJournal = atLeast(this.#durableJournal, journal);
      this.#journalWaiter ??= { committed: (batch) => this.#journaled(batch) };
      this.#gateway.journal.await(this.#journalWaiter);
    }
  }

  /** The ingest log has this batch. */
  committed(batch: number): void {
    this.#durable = batch;
    this.pay();
  }

  /** Sends what may be acknowledged by now. */
  pay(): void {
    const owed = this.#owed;
    if (owed.waiting === 0 || this.#closed) return;
    const before = owed.waiting;
    const { level } = this.#debtor;
    for (let bytes = owed.take(this.#durable, this.#durableJournal, level); bytes !== undefined; ) {
      this.#debtor.send(bytes);
      bytes = owed.take(this.#durable, this.#durableJournal, level);
    }
    if (owed.waiting === before) return;
    this.#gateway.counters.acknowledged += before - owed.waiting;
    this.#debtor.paid();
  }

  /** The connection is gone: nothing more is sent. */
  close(): void {
    this.#closed = true;
  }

  #journaled(batch: number): void {
    this.#durableJournal = batch;
    this.pay();
  }
}

/** At most the open batch and the one before it are not durable; what was heard weeks ago may be too far away to compare. */
function atLeast(durable: number, open: number): number {
  return durable === open - 1 ? durable : open - 2;
}
