import type { Logger } from '#core/logger.ts';
import type { DeviceDirectory } from '#core/ports/device-directory.ts';
import type { ConnectionEvent, Subject } from './connection-event.ts';
import type { DiaryStore, StoredEvent } from './diary-store.ts';
import { createNotebooks, type Note } from './notebooks.ts';
import { createStrangers } from './strangers.ts';

/** Events of one device or application that are kept. */
export const eventsKeptMax = 200;
/** How long an event is kept at most. */
export const eventsKeptDays = 30;
/** How long an event waits for others to be written with it. */
const diaryWriteMs = 1000;
/** Wait before writing again after a failure. */
const diaryRetryMs = 5000;
/** Events that wait to be written; further ones are counted and lost, as while the database is away for long. */
const waitingEventsMax = 100_000;
/** Most events of one write. */
const eventsPerWriteMax = 1000;
/** How often old events are deleted. */
const diarySweepMs = 3_600_000;

/** Where gateways tell what happens to connections. */
export interface Diary {
  /** Cheap and never fails: what is noted is written later, with others. Equal events that repeat are one, with a count. */
  note(subject: Subject, event: ConnectionEvent): void;
}

/** The diaries of all devices and applications, as their readers see them. */
export interface Diaries extends Diary, AsyncDisposable {
  /** The newest events of one, newest first; `before` is the id of the last one of the page before. */
  read(subject: Subject, limit: number, before?: string): Promise<readonly StoredEvent[]>;
  /** What was tried with names that no device has. */
  strangers(tenant: string, limit: number, before?: string): Promise<readonly (StoredEvent & { readonly name: string })[]>;
  /** Forgets a removed device's events: another one of that name begins anew. */
  forget(subject: Subject): void;
  /** Events that were not kept since the start. */
  readonly lost: number;
}

export interface DiariesNeeds {
  readonly store: DiaryStore;
  readonly directory: DeviceDirectory;
  readonly log: Logger;
  readonly now: () => number;
}

export function createDiaries({ store, directory, log, now }: DiariesNeeds): Diaries {
  const notebooks = createNotebooks(now);
  const strangers = createStrangers(now);
  const forgotten: Subject[] = [];
  let waiting: Note[] = [];
  let lost = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;
  const sweeps = setInterval(() => void sweep(), diarySweepMs).unref();

  return {
    note,
    async read(subject, limit, before) {
      await flush();
      return await store.read(subject, limit, before);
    },
    async strangers(tenant, limit, before) {
      await flush();
      return await store.strangers(tenant, limit, before);
    },
    forget(subject) {
      notebooks.forget(subject);
      waiting = waiting.filter((each) => !sameSubject(each.subject, subject));
      forgotten.push(subject);
      schedule(diaryWriteMs);
    },
    get lost() {
      return lost;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      clearTimeout(timer);
      clearInterval(sweeps);
      await flush().catch((error) => log.warn({ err: error, events: waiting.length }, 'the last connection events could not be written'));
    },
  };

  function note(subject: Subject, event: ConnectionEvent): void {
    const about = subject.kind === 'unknown' ? strangers.bounded(subject) : subject;
    const noted = notebooks.note(about, event);
    if (noted === undefined) return;
    if (waiting.length >= waitingEventsMax) {
      lost++;
      noted.waiting = false;
      return;
    }
    waiting.push(noted);
    if (timer === undefined) schedule(diaryWriteMs);
  }

  function schedule(ms: number): void {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      flush().catch((error) => {
        log.warn({ err: error, events: waiting.length }, 'connection events could not be written yet');
        schedule(diaryRetryMs);
      });
    }, ms).unref();
  }

  function flush(): Promise<void> {
    const result = writing.then(writeAll);
    writing = result.catch(() => {});
    return result;
  }

  async function writeAll(): Promise<void> {
    while (forgotten.length > 0) {
      const batch = forgotten.slice(0, eventsPerWriteMax);
      await store.forget(batch);
      forgotten.splice(0, batch.length);
    }
    while (waiting.length > 0) {
      const notes = waiting.splice(0, eventsPerWriteMax);
      for (const each of notes) each.waiting = false;
      try {
        await knowStrangers(notes);
        await store.write(notes.map(({ subject, id, firstAt, lastAt, times, event }) => ({ subject, id, firstAt, lastAt, times, event })));
      } catch (error) {
        for (const each of notes) each.waiting = true;
        waiting = [...notes, ...waiting];
        throw error;
      }
      const full = notebooks.written(notes);
      if (full.length > 0) await store.trim(full, eventsKeptMax);
    }
  }

  /** A login that was refused before anybody looked the name up may be a device's all the same. */
  async function knowStrangers(notes: readonly Note[]): Promise<void> {
    for (const each of notes) {
      const { tenant, kind, name } = each.subject;
      if (kind !== 'unknown' || name === '') continue;
      if ((await directory.device(tenant, name)) !== undefined) each.subject = { tenant, kind: 'device', name };
    }
  }

  async function sweep(): Promise<void> {
    try {
      await store.forgetOlder(new Date(now() - eventsKeptDays * 86_400_000));
    } catch (error) {
      log.warn({ err: error }, 'old connection events could not be deleted yet');
    }
  }
}

function sameSubject(one: Subject, other: Subject): boolean {
  return one.tenant === other.tenant && one.kind === other.kind && one.name === other.name;
}
