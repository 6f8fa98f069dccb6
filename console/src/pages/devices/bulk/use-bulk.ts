import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

/** Calls under way at the same time. */
const atOnce = 4;

export interface BulkFailure {
  readonly device: string;
  readonly error: unknown;
}

export interface BulkState {
  readonly total: number;
  readonly done: number;
  readonly failures: readonly BulkFailure[];
  readonly running: boolean;
}

/** Does something to many devices, a few at a time, with its progress; what fails is kept with its reason, the rest goes on. */
export function useBulk() {
  const cache = useQueryClient();
  const [state, setState] = useState<BulkState>();
  const stopped = useRef(false);
  return { state, run, stop: () => (stopped.current = true), reset: () => setState(undefined) };

  /** Gives the names for which it was done. */
  async function run(names: readonly string[], work: (device: string) => Promise<unknown>): Promise<readonly string[]> {
    stopped.current = false;
    const queue = [...names];
    const finished: string[] = [];
    const failures: BulkFailure[] = [];
    const tell = (running: boolean) =>
      setState({ total: names.length, done: finished.length + failures.length, failures: [...failures], running });
    tell(true);
    const worker = async () => {
      for (let name = queue.shift(); name !== undefined && !stopped.current; name = queue.shift()) {
        const device = name;
        await work(device).then(
          () => finished.push(device),
          (error: unknown) => failures.push({ device, error }),
        );
        tell(true);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    tell(false);
    for (const queryKey of [['devices'], ['spaces'], ['device']]) void cache.invalidateQueries({ queryKey });
    return finished;
  }
}
