import { Button, Popover, SegmentedControl, TextInput } from '@mantine/core';
import { IconCalendar } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { type Range, ranges } from '../../../app/search.ts';
import { useFormat, useMessages } from '../../../i18n/language.tsx';
import { boundsOf, type TimeWindow } from './window.ts';

interface RangePickerProps {
  readonly window: TimeWindow;
  readonly onRange: (range: Range) => void;
  readonly onFixed: (fromMs: number, toMs: number) => void;
}

/** Ranges that end now, or any two times in the browser's time zone. */
export function RangePicker({ window, onRange, onFixed }: RangePickerProps): ReactNode {
  const m = useMessages().device;
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const fixed = window.kind === 'fixed';
  return (
    <div className="form-row">
      <div className="range-scroll">
        <SegmentedControl
          size="xs"
          aria-label={m.range}
          value={fixed ? '' : window.range}
          data={ranges.map((range) => ({ value: range, label: m.ranges[range] }))}
          onChange={(value) => onRange(ranges.find((range) => range === value) ?? 'live')}
        />
      </div>
      <Popover opened={opened} onChange={setOpened} position="bottom-start" trapFocus withRoles={false}>
        <Popover.Target>
          <Button
            size="xs"
            variant={fixed ? 'light' : 'default'}
            leftSection={<IconCalendar size={14} aria-hidden />}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <span className="num">{fixed ? `${format.dateTime(window.fromMs)} – ${format.dateTime(window.toMs)}` : m.ranges.custom}</span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown aria-label={m.ranges.custom} role="dialog">
          {opened && (
            <CustomRange
              window={window}
              onFixed={(from, to) => {
                setOpened(false);
                onFixed(from, to);
              }}
            />
          )}
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

function CustomRange({ window, onFixed }: { window: TimeWindow; onFixed: (fromMs: number, toMs: number) => void }): ReactNode {
  const m = useMessages().device;
  const bounds = boundsOf(window, Date.now());
  const [from, setFrom] = useState(localText(bounds.fromMs));
  const [to, setTo] = useState(localText(bounds.toMs));
  const [checked, setChecked] = useState(false);
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const valid = fromMs < toMs;
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (valid) onFixed(fromMs, toMs);
      }}
    >
      <TextInput label={m.from} type="datetime-local" step={1} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
      <TextInput
        label={m.to}
        type="datetime-local"
        step={1}
        value={to}
        error={checked && !valid && m.rangeProblem}
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit">{m.apply}</Button>
    </form>
  );
}

/** What a datetime-local field takes: local time without a zone. */
function localText(ms: number): string {
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offsetMs).toISOString().slice(0, 19);
}
