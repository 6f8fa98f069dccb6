import { IconCircleCheck, IconPlayerRecord } from '@tabler/icons-react';
import type { Trace } from '@thalamus/sdk';
import type { ReactNode } from 'react';
import { useFormat } from '../../i18n/language.tsx';
import { useTraceMessages } from './messages.ts';

/** Whether it runs, and until when, or why it ended. */
export function TraceState({ trace }: { trace: Trace }): ReactNode {
  const m = useTraceMessages().traces;
  const format = useFormat();
  const { endedAt, endReason, until } = trace;
  const Mark = endedAt === null ? IconPlayerRecord : IconCircleCheck;
  return (
    <span className="trace-state" data-running={endedAt === null}>
      <Mark size={16} aria-hidden />
      {endedAt === null ? m.running(format.time(Date.parse(until))) : m.endings[endReason ?? 'stopped']}
    </span>
  );
}

/** What a trace is of, in words. */
export function targetText(m: ReturnType<typeof useTraceMessages>['traces'], trace: Trace): string {
  const parts = [
    [m.device, trace.device],
    [m.application, trace.application],
    [m.clientId, trace.clientId],
    [m.address, trace.address],
    [m.topic, trace.topic],
  ] as const;
  return parts.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join(' · ');
}
