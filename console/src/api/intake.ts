import { queryOptions } from '@tanstack/react-query';

const readEveryMs = 2000;
const counter = /^thalamus_ingest_reports_total (\d+)/m;

/** The platform's own counter of reports taken; only the metrics tell it for all devices together. */
export const intakeQuery = queryOptions({
  queryKey: ['intake'],
  refetchInterval: readEveryMs,
  gcTime: 0,
  queryFn: async ({ signal }) => {
    const answer = await fetch('/metrics', { signal });
    const [, count] = counter.exec(answer.ok ? await answer.text() : '') ?? [];
    if (count === undefined) throw new Error(`the metrics do not tell the intake (status ${answer.status})`);
    return { atMs: Date.now(), count: Number(count) };
  },
});
