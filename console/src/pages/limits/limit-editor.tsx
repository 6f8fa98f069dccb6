import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ConnectionLimit, ConnectionLimitSettings } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { limitSettingsQuery } from '../../api/limit-queries.ts';
import { useSession } from '../../api/session.ts';
import { setConnectionLimitsRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';
import { type LimitChoice, type LimitDraft, type LimitRow, limitDraftOf, limitValuesOf, shownLimitUnit } from './limit-draft.ts';
import { limitNamed, useLimitTexts } from './limit-text.ts';
import { useLimitMessages } from './messages.ts';

const choices = ['default', 'own', 'none'] as const satisfies readonly LimitChoice[];

/** Every limit: the default, a value, or none. */
export function LimitEditor({ settings }: { settings: ConnectionLimitSettings }): ReactNode {
  const m = useLimitMessages();
  const cache = useQueryClient();
  const { person } = useSession();
  const [draft, setDraft] = useState<LimitDraft>(() => limitDraftOf(settings));
  const values = limitValuesOf(draft, settings.limits);
  const changed = JSON.stringify(values) !== JSON.stringify(limitValuesOf(limitDraftOf(settings), settings.limits));
  const save = useMutation({
    mutationFn: () => client.setConnectionLimits(values ?? {}),
    onSuccess: (answer) => {
      cache.setQueryData(limitSettingsQuery.queryKey, answer);
      void cache.invalidateQueries({ queryKey: ['connection-limits'] });
      setDraft(limitDraftOf(answer));
      toast(m.limits.saved);
    },
  });
  return (
    <Panel flush title={m.limits.editor} actions={<CopyAs recipe={() => setConnectionLimitsRecipe(person.email, values ?? {})} />}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className="card-text quota-lead">{m.limits.editorLead}</p>
        <div className="table-scroll">
          <table className="table stack quota-table">
            <thead>
              <tr>
                <th scope="col">{m.limits.limit}</th>
                <th scope="col">{m.limits.value}</th>
              </tr>
            </thead>
            <tbody>
              {settings.limits.map((limit) => (
                <Row
                  key={limit.limit}
                  limit={limit}
                  fallback={limitNamed(settings.defaults, limit.limit)}
                  row={draft[limit.limit] ?? { choice: 'default', amount: '' }}
                  onChange={(row) => setDraft((before) => ({ ...before, [limit.limit]: row }))}
                />
              ))}
            </tbody>
          </table>
        </div>
        <div className="quota-end">
          {save.error && <ProblemNotice error={save.error} />}
          <div className="form-end">
            <Button variant="default" disabled={!changed} onClick={() => setDraft(limitDraftOf(settings))}>
              {m.usage.discard}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!changed || values === undefined} data-testid="limits-save">
              {m.usage.saveLimits}
            </Button>
          </div>
        </div>
      </form>
    </Panel>
  );
}

interface RowProps {
  readonly limit: ConnectionLimit;
  readonly fallback: number | null;
  readonly row: LimitRow;
  readonly onChange: (row: LimitRow) => void;
}

function Row({ limit: { limit, unit, bound, least, most, needed }, fallback, row, onChange }: RowProps): ReactNode {
  const m = useLimitMessages();
  const texts = useLimitTexts();
  const shown = shownLimitUnit(unit);
  const name = texts.name(limit);
  return (
    <tr>
      <td>
        <div className="device-name">{name}</div>
        <div className="dim device-label wide-only">{m.limits.atBound(texts.bound(limit) || bound)}</div>
        <code className="dim limit-key">{limit}</code>
      </td>
      <td>
        <div className="form-row">
          <NativeSelect
            aria-label={m.usage.choiceOf(name)}
            data={choices.filter((each) => each !== 'none' || !needed).map((each) => ({ value: each, label: m.usage.choices[each] }))}
            value={row.choice}
            data-testid={`limit-choice-${limit}`}
            onChange={(event) => onChange({ ...row, choice: choices.find((each) => each === event.currentTarget.value) ?? 'default' })}
          />
          {row.choice === 'own' && (
            <NumberInput
              className="quota-amount"
              aria-label={m.usage.limitOf(name)}
              min={least / shown.factor}
              max={most / shown.factor}
              allowNegative={false}
              allowDecimal={shown.factor !== 1}
              decimalScale={3}
              thousandSeparator=" "
              hideControls
              suffix={` ${m.usage.units[shown.unit] ?? shown.unit}`}
              value={row.amount}
              data-testid={`limit-amount-${limit}`}
              onChange={(amount) => onChange({ ...row, amount: typeof amount === 'number' ? amount : '' })}
            />
          )}
          {row.choice === 'default' && <span className="dim num quota-default">{m.usage.defaultIs(texts.value(fallback, unit))}</span>}
        </div>
      </td>
    </tr>
  );
}
