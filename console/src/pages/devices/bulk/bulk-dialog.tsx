import { Button, Modal, TextInput } from '@mantine/core';
import { etagOf } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { mayOn } from '../../../access/may.ts';
import { client } from '../../../api/client.ts';
import { useFormat, useMessages } from '../../../i18n/language.tsx';
import { labelKeyPattern, labelValueCharsMax } from '../../../labels/label-filter.ts';
import { SpacePicker } from '../../../spaces/space-picker.tsx';
import { toast } from '../../../ui/toast.ts';
import { BulkProgress } from './bulk-progress.tsx';
import { useBulk } from './use-bulk.ts';
import type { Selection } from './use-selection.ts';

export type BulkTask = 'move' | 'label' | 'disable' | 'enable' | 'remove';

interface BulkDialogProps {
  readonly task: BulkTask;
  readonly selection: Selection;
  readonly onClose: () => void;
}

/** Asks what is still to be known, does it to each chosen device, and says of which ones it could not be done. */
export function BulkDialog({ task, selection, onClose }: BulkDialogProps): ReactNode {
  const m = useMessages();
  const format = useFormat();
  const bulk = useBulk();
  const [space, setSpace] = useState<string>();
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [typed, setTyped] = useState('');
  const names = [...selection.devices.keys()];
  const count = format.integer(names.length);
  const ready = {
    move: space !== undefined,
    label: labelKeyPattern.test(key),
    remove: typed === String(names.length),
    disable: true,
    enable: true,
  }[task];

  async function act(device: string): Promise<unknown> {
    if (task === 'remove') return await client.deleteDevice(device);
    if (task === 'move') return await client.updateDevice(device, { space: space ?? '' });
    if (task !== 'label') return await client.updateDevice(device, { disabled: task === 'disable' });
    // Labels are written all at once: those that it has now are kept, and a change in between is refused.
    const known = await client.getDevice(device);
    const labels = Object.fromEntries(
      [...Object.entries(known.labels), [key, value]].filter(([each, text]) => each !== key || text !== ''),
    );
    return await client.updateDevice(device, { labels }, { ifMatch: etagOf(known) });
  }

  async function start(): Promise<void> {
    const done = await bulk.run(names, act);
    selection.toggle(
      done.flatMap((name) => selection.devices.get(name) ?? []),
      false,
    );
    if (done.length < names.length) return;
    toast(m.bulk.done(done.length, format.integer(done.length)));
    onClose();
  }

  const running = bulk.state?.running ?? false;
  return (
    <Modal
      opened
      onClose={running ? () => undefined : onClose}
      withCloseButton={!running}
      title={m.bulk.titles[task](names.length, count)}
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !running) void start();
        }}
      >
        {bulk.state === undefined && (
          <>
            {task === 'move' && (
              <SpacePicker
                label={m.spaces.moveTo}
                value={space}
                allowed={(each) => mayOn(each, 'device.write')}
                testId="bulk-space"
                onChange={setSpace}
              />
            )}
            {task === 'label' && (
              <>
                <TextInput
                  label={m.labels.key}
                  classNames={{ input: 'mono' }}
                  value={key}
                  maxLength={63}
                  autoComplete="off"
                  spellCheck={false}
                  data-autofocus
                  data-testid="bulk-key"
                  error={key !== '' && !labelKeyPattern.test(key) && m.labels.problems.key}
                  onChange={(event) => setKey(event.currentTarget.value)}
                />
                <TextInput
                  label={m.common.value}
                  description={m.bulk.valueHint}
                  value={value}
                  maxLength={labelValueCharsMax}
                  autoComplete="off"
                  data-testid="bulk-value"
                  onChange={(event) => setValue(event.currentTarget.value)}
                />
              </>
            )}
            {(task === 'disable' || task === 'enable') && <p className="confirm-text">{m.bulk.details[task]}</p>}
            {task === 'remove' && (
              <>
                <p className="confirm-text">{m.bulk.details.remove}</p>
                <TextInput
                  label={m.common.typeToConfirm(String(names.length))}
                  value={typed}
                  autoComplete="off"
                  inputMode="numeric"
                  data-autofocus
                  onChange={(event) => setTyped(event.currentTarget.value)}
                />
              </>
            )}
          </>
        )}
        {bulk.state && <BulkProgress state={bulk.state} />}
        <div className="form-end">
          {running ? (
            <Button variant="default" onClick={bulk.stop}>
              {m.bulk.stop}
            </Button>
          ) : (
            <Button variant="default" onClick={onClose}>
              {bulk.state === undefined ? m.common.cancel : m.common.close}
            </Button>
          )}
          {bulk.state === undefined && (
            <Button type="submit" className={task === 'remove' ? 'button-critical' : ''} disabled={!ready} data-testid="bulk-start">
              {m.bulk.titles[task](names.length, count)}
            </Button>
          )}
        </div>
      </form>
    </Modal>
  );
}
