import { ActionIcon, Button, Input, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useMessages } from '../i18n/language.tsx';
import { type Labels, labelKeyPattern, labelsPerDeviceMax, labelValueCharsMax } from './label-filter.ts';
import './labels.css';

interface Row {
  readonly id: number;
  readonly key: string;
  readonly value: string;
}

export interface LabelsDraft {
  readonly rows: readonly Row[];
  readonly change: (rows: readonly Row[]) => void;
  /** The labels as typed; undefined while a key is missing, wrong or there twice. */
  readonly labels: Labels | undefined;
}

let serial = 0;

/** Labels while they are edited; rows without a key and a value count for nothing. */
export function useLabelsDraft(known: Labels = {}): LabelsDraft {
  const [rows, change] = useState<readonly Row[]>(() =>
    Object.entries(known)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, value]) => ({ id: ++serial, key, value })),
  );
  const used = rows.filter((row) => row.key !== '' || row.value !== '');
  const valid = used.every((row) => problemOf(row, used) === undefined);
  return { rows, change, labels: valid ? Object.fromEntries(used.map(({ key, value }) => [key, value])) : undefined };
}

/** Keys and values, one row each. */
export function LabelsEditor({ draft: { rows, change }, checked }: { draft: LabelsDraft; checked: boolean }): ReactNode {
  const m = useMessages();
  const set = (id: number, part: Partial<Row>) => change(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  return (
    <fieldset className="plain-fieldset">
      <legend className="legend">{m.labels.title}</legend>
      <Input.Description mb={8}>{m.labels.hint}</Input.Description>
      <div className="labels-editor">
        {rows.map((row, at) => {
          const problem = checked || row.key !== '' ? problemOf(row, rows) : undefined;
          return (
            <div key={row.id} className="labels-row">
              <TextInput
                aria-label={m.labels.keyOf(at + 1)}
                placeholder={m.labels.key}
                classNames={{ input: 'mono' }}
                value={row.key}
                maxLength={63}
                autoComplete="off"
                spellCheck={false}
                error={problem && m.labels.problems[problem]}
                onChange={(event) => set(row.id, { key: event.currentTarget.value })}
              />
              <TextInput
                aria-label={m.labels.valueOf(at + 1)}
                placeholder={m.common.value}
                value={row.value}
                maxLength={labelValueCharsMax}
                autoComplete="off"
                onChange={(event) => set(row.id, { value: event.currentTarget.value })}
              />
              <ActionIcon
                aria-label={m.labels.remove(row.key || String(at + 1))}
                onClick={() => change(rows.filter(({ id }) => id !== row.id))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </div>
          );
        })}
        {rows.length < labelsPerDeviceMax && (
          <div>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => change([...rows, { id: ++serial, key: '', value: '' }])}
              data-testid="add-label"
            >
              {m.labels.add}
            </Button>
          </div>
        )}
      </div>
    </fieldset>
  );
}

function problemOf({ id, key, value }: Row, rows: readonly Row[]): 'missing' | 'key' | 'twice' | undefined {
  if (key === '') return value === '' ? undefined : 'missing';
  if (!labelKeyPattern.test(key)) return 'key';
  return rows.some((other) => other.id !== id && other.key === key) ? 'twice' : undefined;
}
