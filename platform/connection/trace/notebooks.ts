import type { ConnectionEvent, Subject } from './connection-event.ts';

/** Devices and applications whose last events are in memory, so that a repetition is recognised; those go first that were silent while half as many others were not. */
const notebooksMax = 50_000;
/** Events of one that a new one is compared to. */
const comparedEventsMax = 8;
/** An equal event within this time after the last one is a repetition. */
const foldMs = 600_000;
/** The same for connects and disconnects: one that comes later is worth a line of its own. */
const foldSessionMs = 60_000;
/** Events written of one after which those that are too many are deleted. */
const trimAfterEvents = 50;

/** An event that repeats is one note. */
export interface Note {
  subject: Subject;
  /** Microseconds of its first time, unique in the program. */
  readonly id: number;
  readonly firstAt: number;
  lastAt: number;
  times: number;
  /** As it was last, with the sums of bytes and messages. */
  event: ConnectionEvent;
  /** True while it has to be written. */
  waiting: boolean;
}

interface Notebook {
  readonly notes: Note[];
  written: number;
}

export interface Notebooks {
  /** The note that has to be written now; undefined when it waits for that already. */
  note(subject: Subject, event: ConnectionEvent): Note | undefined;
  /** Tells what was written; gives those of whom there may be too much by now. */
  written(notes: readonly Note[]): readonly Subject[];
  forget(subject: Subject): void;
}

export function createNotebooks(now: () => number): Notebooks {
  // Two generations: taking single ones out of the front of a large map costs more than all else here.
  let books = new Map<string, Notebook>();
  let older = new Map<string, Notebook>();
  let lastId = 0;
  return { note, written, forget };

  function note(subject: Subject, event: ConnectionEvent): Note | undefined {
    const notes = bookOf(subject).notes;
    for (let i = notes.length - 1; i >= 0; i--) {
      const known = notes[i] as Note;
      if (known.subject.name !== subject.name || !repeats(known, event)) continue;
      known.times++;
      known.lastAt = Math.max(known.lastAt, event.at);
      known.event = added(known.event, event);
      if (known.waiting) return undefined;
      known.waiting = true;
      return known;
    }
    lastId = Math.max(lastId + 1, now() * 1000);
    const made: Note = { subject, id: lastId, firstAt: event.at, lastAt: event.at, times: 1, event, waiting: true };
    notes.push(made);
    if (notes.length > comparedEventsMax) notes.shift();
    return made;
  }

  function bookOf(subject: Subject): Notebook {
    const key = keyOf(subject);
    const known = books.get(key);
    if (known !== undefined) return known;
    const made = older.get(key) ?? { notes: [], written: 0 };
    if (books.size >= notebooksMax / 2) {
      // All that is lost with the older ones is that their last events may be told twice.
      older = books;
      books = new Map();
    }
    books.set(key, made);
    return made;
  }

  function forget(subject: Subject): void {
    books.delete(keyOf(subject));
    older.delete(keyOf(subject));
  }

  function written(notes: readonly Note[]): readonly Subject[] {
    const full = new Map<string, Subject>();
    for (const { subject, times } of notes) {
      const key = keyOf(subject);
      const book = books.get(key) ?? older.get(key);
      if (book === undefined || times > 1) continue;
      book.written++;
      if (book.written % trimAfterEvents === 0) full.set(key, subject);
    }
    return [...full.values()];
  }
}

function keyOf({ tenant, kind, name }: Subject): string {
  return kind === 'unknown' ? `${tenant}/unknown` : `${tenant}/${kind}/${name}`;
}

function repeats({ event, lastAt }: Note, next: ConnectionEvent): boolean {
  const fold = event.kind === 'connected' || event.kind === 'disconnected' ? foldSessionMs : foldMs;
  return (
    event.kind === next.kind &&
    event.reason === next.reason &&
    event.detail === next.detail &&
    event.clientId === next.clientId &&
    event.address === next.address &&
    event.listener === next.listener &&
    next.at - lastAt <= fold
  );
}

function added(before: ConnectionEvent, next: ConnectionEvent): ConnectionEvent {
  if (next.bytesIn === undefined) return next;
  return {
    ...next,
    bytesIn: next.bytesIn + (before.bytesIn ?? 0),
    bytesOut: (next.bytesOut ?? 0) + (before.bytesOut ?? 0),
    messagesIn: (next.messagesIn ?? 0) + (before.messagesIn ?? 0),
    messagesOut: (next.messagesOut ?? 0) + (before.messagesOut ?? 0),
  };
}
