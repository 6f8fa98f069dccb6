import { ActionIcon, Button, VisuallyHidden } from '@mantine/core';
import { IconChevronDown, IconChevronRight, IconInbox, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { LiveMessage } from '@thalamus/sdk';
import { Fragment, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { messagesQuery } from '../../api/queries.ts';
import { useFormat, useMessages } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import type { DeviceStream } from './device-stream.ts';

/** Live messages kept above the stored ones; older ones are found by loading. */
const liveMessagesMax = 200;

/** Newest messages: stored ones, with those that arrive put on top unless paused. */
export function MessagesTab({ device, stream }: { device: string; stream: DeviceStream }): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const stored = useInfiniteQuery(messagesQuery(device));
  const [arrived, setArrived] = useState<readonly LiveMessage[]>([]);
  const [paused, setPaused] = useState(false);
  const held = useRef<LiveMessage[]>([]);
  const [heldCount, setHeldCount] = useState(0);

  useEffect(
    () =>
      stream.on('messages', (messages) => {
        if (paused) {
          held.current = [...held.current, ...messages].slice(-liveMessagesMax);
          setHeldCount(held.current.length);
        } else setArrived((before) => [...before, ...messages].slice(-liveMessagesMax));
      }),
    [stream, paused],
  );

  const rows = useMemo(() => {
    const byTime = new Map<number, LiveMessage>();
    for (const page of stored.data?.pages ?? []) {
      for (const { ts, receivedAt, values, extra } of page.items) {
        byTime.set(Date.parse(ts), { ts: Date.parse(ts), receivedAt: Date.parse(receivedAt), values, extra });
      }
    }
    for (const message of arrived) byTime.set(Math.floor(message.ts), message);
    return [...byTime.values()].sort((a, b) => b.ts - a.ts);
  }, [stored.data, arrived]);

  const toggle = () => {
    if (paused) {
      const waiting = held.current;
      held.current = [];
      setHeldCount(0);
      setArrived((before) => [...before, ...waiting].slice(-liveMessagesMax));
    }
    setPaused(!paused);
  };

  return (
    <Panel
      flush
      title={m.device.messagesTitle}
      actions={
        <>
          {paused && <span className="dim num">{m.device.pausedNote(format.integer(heldCount))}</span>}
          <Button
            size="xs"
            variant="default"
            leftSection={paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
            onClick={toggle}
          >
            {paused ? m.device.resume : m.device.pause}
          </Button>
        </>
      }
    >
      {stored.error && <ProblemNotice error={stored.error} retry={() => void stored.refetch()} />}
      {stored.isPending && <SkeletonRows />}
      {stored.data && rows.length === 0 && (
        <Empty title={m.device.messagesEmpty} detail={m.device.messagesEmptyDetail} icon={<IconInbox size={32} stroke={1.4} />} />
      )}
      {rows.length > 0 && (
        <div className="table-scroll">
          <table className="table messages">
            <thead>
              <tr>
                <th scope="col" className="shrink">
                  <VisuallyHidden>{m.common.actions}</VisuallyHidden>
                </th>
                <th scope="col" className="shrink">
                  {m.common.time}
                </th>
                <th scope="col">{m.device.content}</th>
                <th scope="col" className="right wide-only">
                  {m.device.delay}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((message) => (
                <MessageRow key={message.ts} message={message} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {stored.hasNextPage && (
        <div className="more">
          <Button size="xs" variant="subtle" loading={stored.isFetchingNextPage} onClick={() => void stored.fetchNextPage()}>
            {m.device.older}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function MessageRow({ message }: { message: LiveMessage }): ReactNode {
  const m = useMessages().device;
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const content = { ...message.values, ...message.extra };
  return (
    <Fragment>
      <tr>
        <td className="shrink">
          <ActionIcon size="sm" aria-expanded={opened} aria-label={opened ? m.collapse : m.expand} onClick={() => setOpened(!opened)}>
            {opened ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
          </ActionIcon>
        </td>
        <td className="shrink">{format.exactTime(message.ts)}</td>
        <td className="message-content">
          {Object.entries(content).map(([key, value]) => (
            <span key={key}>
              <i>{key}</i> {typeof value === 'string' ? value : JSON.stringify(value)}
            </span>
          ))}
        </td>
        <td className="right dim wide-only">{format.integer(Math.max(0, message.receivedAt - message.ts))} ms</td>
      </tr>
      {opened && (
        <tr>
          <td colSpan={4}>
            <pre className="message-json">
              {JSON.stringify(
                {
                  ts: new Date(message.ts).toISOString(),
                  receivedAt: new Date(message.receivedAt).toISOString(),
                  ...(message.extra && Object.keys(message.extra).length > 0
                    ? { values: message.values, extra: message.extra }
                    : { values: message.values }),
                },
                undefined,
                2,
              )}
            </pre>
          </td>
        </tr>
      )}
    </Fragment>
  );
}
