import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { TraceInput } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { DevicePicker } from '../../access/device-picker.tsx';
import { client } from '../../api/client.ts';
import { tracesQuery } from '../../api/connection-queries.ts';
import { problemOf } from '../../api/problem.ts';
import { ProblemNotice } from '../../ui/notice.tsx';
import { useTraceMessages } from './messages.ts';

interface StartTraceProps {
  readonly device?: string;
  readonly client?: string;
  readonly onClose: () => void;
}

/** Whose packets, and for how long. */
export function StartTrace({ onClose, ...of }: StartTraceProps): ReactNode {
  const m = useTraceMessages();
  const { traces: t } = m;
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [device, setDevice] = useState(of.device);
  const [texts, setTexts] = useState({ application: '', clientId: of.client ?? '', address: '', topic: '' });
  const [seconds, setSeconds] = useState('600');
  const [willPayload, setWillPayload] = useState(false);
  const named = Object.fromEntries(Object.entries(texts).flatMap(([key, value]) => (value.trim() === '' ? [] : [[key, value.trim()]])));
  const target = { ...(device === undefined ? {} : { device }), ...named };
  const start = useMutation({
    mutationFn: () => client.startTrace({ ...target, seconds: Number(seconds), willPayload } satisfies TraceInput),
    onSuccess: (trace) => {
      void cache.invalidateQueries({ queryKey: tracesQuery.queryKey });
      void navigate({ to: '/traces/$trace', params: { trace: trace.id } });
    },
  });
  const places = problemOf(start.error)?.places ?? [];
  const place = (field: string) => places.find((each) => each.field === field)?.expected;
  const text = (key: keyof typeof texts, label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      classNames={{ input: 'mono' }}
      autoComplete="off"
      spellCheck={false}
      maxLength={1024}
      value={texts[key]}
      error={place(key)}
      data-testid={`trace-${key}`}
      onChange={(event) => setTexts({ ...texts, [key]: event.currentTarget.value })}
    />
  );
  return (
    <Modal opened onClose={onClose} title={t.startTitle} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <p className="confirm-text">{t.startDetail}</p>
        <DevicePicker label={t.device} value={device} onChange={setDevice} />
        {text('clientId', t.clientId)}
        {text('address', t.address)}
        {text('topic', t.topic, t.topicHint)}
        {text('application', t.application, t.applicationHint)}
        <NativeSelect
          label={t.duration}
          data={Object.entries(t.durations).map(([value, label]) => ({ value, label }))}
          value={seconds}
          onChange={(event) => setSeconds(event.currentTarget.value)}
        />
        <Checkbox label={t.willPayload} checked={willPayload} onChange={(event) => setWillPayload(event.currentTarget.checked)} />
        {start.error && places.length === 0 && <ProblemNotice error={start.error} />}
        <div className="form-end">
          {Object.keys(target).length === 0 && <span className="dim form-end-start">{t.needTarget}</span>}
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={start.isPending} disabled={Object.keys(target).length === 0} data-testid="begin-trace">
            {t.start}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
