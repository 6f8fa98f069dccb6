import { Button, NativeSelect, NumberInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { QuotaUsage, TenantQuotas } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { tenantQuotasQuery } from '../../api/usage-queries.ts';
import { useMessages } from '../../i18n/language.tsx';
import { useQuotaTexts } from '../../quota/quota-text.ts';
import { setQuotasRecipe } from '../../ui/change-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';
import { draftOf, type QuotaChoice, type QuotaRow, shownUnit, valuesOf } from './quota-draft.ts';

const choices = ['default', 'own', 'none'] as const satisfies readonly QuotaChoice[];

interface QuotaEditorProps {
  readonly quotas: TenantQuotas;
  /** Tells each quota's unit. */
  readonly usage: readonly QuotaUsage[];
}

/** Every quota of a tenant: the platform's default, a limit of its own, or none. */
export function QuotaEditor({ quotas, usage }: QuotaEditorProps): ReactNode {
  const m = useMessages().usage;
  const cache = useQueryClient();
  const { person } = useSession();
  const unitOf = (quota: string) => usage.find((each) => each.quota === quota)?.unit ?? '';
  const [draft, setDraft] = useState(() => draftOf(quotas, unitOf));
  const values = valuesOf(draft, unitOf);
  const changed = JSON.stringify(values) !== JSON.stringify(valuesOf(draftOf(quotas, unitOf), unitOf));
  const save = useMutation({
    mutationFn: () => client.setTenantQuotas(quotas.tenant, values ?? {}),
    onSuccess: (answer) => {
      cache.setQueryData(tenantQuotasQuery(quotas.tenant).queryKey, answer);
      void cache.invalidateQueries({ queryKey: ['operator', 'usage'] });
      void cache.invalidateQueries({ queryKey: ['usage'] });
      setDraft(draftOf(answer, unitOf));
      toast(m.savedLimits);
    },
  });
  return (
    <Panel
      flush
      title={m.editor}
      actions={<CopyAs recipe={() => setQuotasRecipe(person.email, quotas.tenant, (values ?? {}) as Record<string, number | null>)} />}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className="card-text quota-lead">{m.editorLead}</p>
        <div className="table-scroll">
          <table className="table quota-table">
            <thead>
              <tr>
                <th scope="col">{m.quota}</th>
                <th scope="col">{m.limit}</th>
              </tr>
            </thead>
            <tbody>
              {usage.map(({ quota, unit }) => (
                <Row
                  key={quota}
                  quota={quota}
                  unit={unit}
                  fallback={quotas.defaults[quota]}
                  row={draft[quota] ?? { choice: 'default', amount: '' }}
                  onChange={(row) => setDraft((before) => ({ ...before, [quota]: row }))}
                />
              ))}
            </tbody>
          </table>
        </div>
        <div className="quota-end">
          {save.error && <ProblemNotice error={save.error} />}
          <div className="form-end">
            <Button variant="default" disabled={!changed} onClick={() => setDraft(draftOf(quotas, unitOf))}>
              {m.discard}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!changed || values === undefined} data-testid="quotas-save">
              {m.saveLimits}
            </Button>
          </div>
        </div>
      </form>
    </Panel>
  );
}

interface RowProps {
  readonly quota: string;
  readonly unit: string;
  /** The platform's default. */
  readonly fallback: number | null;
  readonly row: QuotaRow;
  readonly onChange: (row: QuotaRow) => void;
}

function Row({ quota, unit, fallback, row, onChange }: RowProps): ReactNode {
  const m = useMessages().usage;
  const texts = useQuotaTexts();
  const shown = shownUnit(unit);
  const name = texts.name(quota);
  return (
    <tr>
      <td>
        <div className="device-name">{name}</div>
        <div className="dim device-label wide-only">{texts.bound(quota)}</div>
      </td>
      <td>
        <div className="form-row">
          <NativeSelect
            aria-label={m.choiceOf(name)}
            data={choices.map((each) => ({ value: each, label: m.choices[each] }))}
            value={row.choice}
            data-testid={`quota-choice-${quota}`}
            onChange={(event) => onChange({ ...row, choice: choices.find((each) => each === event.currentTarget.value) ?? 'default' })}
          />
          {row.choice === 'own' && (
            <NumberInput
              className="quota-amount"
              aria-label={m.limitOf(name)}
              min={0}
              allowNegative={false}
              allowDecimal={shown.factor !== 1}
              decimalScale={3}
              thousandSeparator=" "
              hideControls
              suffix={` ${shown.unit === 'GB' ? shown.unit : (m.units[shown.unit] ?? shown.unit)}`}
              value={row.amount}
              data-testid={`quota-amount-${quota}`}
              onChange={(amount) => onChange({ ...row, amount: typeof amount === 'number' ? amount : '' })}
            />
          )}
          {row.choice === 'default' && <span className="dim num quota-default">{m.defaultIs(texts.limit(fallback, unit))}</span>}
        </div>
      </td>
    </tr>
  );
}
