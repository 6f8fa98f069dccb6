import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import {
  IconArrowNarrowDown,
  IconArrowNarrowUp,
  IconMessages,
  IconPlayerPause,
  IconPlayerPlay,
  IconRepeat,
  IconSearch,
  IconTrash,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useFormat } from '../../i18n/language.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/page.tsx';
import { useClientMessages } from './messages.ts';
import { keptMessagesMax, type LineState, type MqttLine, type Outgoing, type ShownMessage } from './mqtt-line.ts';

/** Messages in sight; of more, the newest that fit. */
const shownMessagesMax = 200;

interface MessageListProps {
  readonly line: MqttLine;
  readonly state: LineState;
  readonly onAgain: (message: Outgoing) => void;
}

/** What came and went, newest first; paused, the list stands still while messages go on being kept. */
export function MessageList({ line, state: { messages, subscriptions }, onAgain }: MessageListProps): ReactNode {
  const m = useClientMessages().client;
  const format = useFormat();
  const [search, setSearch] = useState('');
  const [of, setOf] = useState<string>();
  const [pausedAt, setPausedAt] = useState<number>();
  const colour = subscriptions.find(({ filter }) => filter === of)?.colour;
  const words = search.trim().toLowerCase();
  const fitting = messages.filter(
    ({ number, topic, text, colours }) =>
      (pausedAt === undefined || number <= pausedAt) &&
      (colour === undefined || colours.includes(colour)) &&
      (words === '' || topic.toLowerCase().includes(words) || text.toLowerCase().includes(words)),
  );
  const shown = fitting.slice(0, shownMessagesMax);
  const missed = pausedAt === undefined ? 0 : (messages[0]?.number ?? 0) - pausedAt;
  const Toggle = pausedAt === undefined ? IconPlayerPause : IconPlayerPlay;
  return (
    <Panel
      flush
      className="mqtt-messages"
      title={m.messages}
      actions={
        <>
          {missed > 0 && <span className="dim num">{m.pausedCount(format.integer(missed))}</span>}
          <Button
            size="xs"
            variant="default"
            leftSection={<Toggle size={14} aria-hidden />}
            aria-pressed={pausedAt !== undefined}
            onClick={() => setPausedAt(pausedAt === undefined ? (messages[0]?.number ?? 0) : undefined)}
          >
            {pausedAt === undefined ? m.pause : m.resume}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTrash size={14} aria-hidden />}
            disabled={messages.length === 0}
            onClick={() => line.clear()}
          >
            {m.clear}
          </Button>
        </>
      }
    >
      <search className="filters">
        <TextInput
          aria-label={m.search}
          placeholder={m.search}
          value={search}
          leftSection={<IconSearch size={16} aria-hidden />}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {subscriptions.length > 1 && (
          <Select
            aria-label={m.all}
            placeholder={m.all}
            data={subscriptions.map(({ filter }) => filter)}
            value={of ?? null}
            clearable
            w={200}
            onChange={(filter) => setOf(filter ?? undefined)}
          />
        )}
        <span className="dim num mqtt-count">
          {m.shown(format.integer(shown.length), format.integer(messages.length), format.integer(keptMessagesMax))}
        </span>
      </search>
      {messages.length === 0 && <Empty title={m.emptyTitle} detail={m.emptyDetail} icon={<IconMessages size={32} stroke={1.4} />} />}
      {messages.length > 0 && shown.length === 0 && <Empty title={m.noMatch} />}
      <ol className="mqtt-list" data-testid="mqtt-messages">
        {shown.map((message) => (
          <MessageItem key={message.number} message={message} onAgain={onAgain} />
        ))}
      </ol>
    </Panel>
  );
}

function MessageItem({ message, onAgain }: { message: ShownMessage; onAgain: (message: Outgoing) => void }): ReactNode {
  const m = useClientMessages().client;
  const format = useFormat();
  const { at, direction, topic, text, bytes, qos, retain, properties, colours } = message;
  const Arrow = direction === 'in' ? IconArrowNarrowDown : IconArrowNarrowUp;
  return (
    <li className="mqtt-message" data-direction={direction}>
      <div className="mqtt-message-head">
        {colours.map((colour) => (
          <span key={colour} className="mqtt-colour" data-colour={colour} aria-hidden />
        ))}
        <span role="img" className="mqtt-arrow" aria-label={direction === 'in' ? m.received : m.sent}>
          <Arrow size={16} aria-hidden />
        </span>
        <span className="mono mqtt-message-topic">{topic}</span>
        <span className="dim num">
          {format.exactTime(at)} · QoS {qos} · {m.bytes(format.integer(bytes))}
          {retain && ` · ${m.retain}`}
        </span>
        <ActionIcon
          className="mqtt-again"
          variant="subtle"
          color="gray"
          aria-label={`${m.again}: ${topic}`}
          onClick={() => onAgain({ topic, payload: text, qos, retain })}
        >
          <IconRepeat size={14} aria-hidden />
        </ActionIcon>
      </div>
      <pre className="mqtt-payload">{text}</pre>
      {properties !== undefined && Object.keys(properties).length > 0 && (
        <div className="dim mono mqtt-properties">{propertyText(properties)}</div>
      )}
    </li>
  );
}

function propertyText(properties: object): string {
  return Object.entries(properties)
    .map(
      ([name, value]) =>
        `${name}=${value instanceof Uint8Array ? new TextDecoder().decode(value) : typeof value === 'object' ? JSON.stringify(value) : value}`,
    )
    .join('  ');
}
