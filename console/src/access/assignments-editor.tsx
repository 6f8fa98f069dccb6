import { ActionIcon, Button, NativeSelect } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useMessages } from '../i18n/language.tsx';
import type { AssignmentsDraft } from './assignments.ts';
import { RoleSelect } from './role-select.tsx';
import { ScopeField } from './scope-field.tsx';
import './access.css';

const rowsMax = 50;

/** Roles in scopes, a row each: allow or deny, the role, and where it holds. */
export function AssignmentsEditor({ draft, checked }: { draft: AssignmentsDraft; checked: boolean }): ReactNode {
  const m = useMessages().assignments;
  const { rows, change, add, remove } = draft;
  return (
    <fieldset className="plain-fieldset">
      <legend className="legend">{m.title}</legend>
      <div className="assignments">
        {rows.map((row, at) => (
          <fieldset key={row.id} className="assignment" data-testid="assignment">
            <legend className="assignment-legend">{m.nth(at + 1)}</legend>
            <NativeSelect
              aria-label={m.effect}
              data={[
                { value: 'allow', label: m.allow },
                { value: 'deny', label: m.deny },
              ]}
              value={row.effect}
              onChange={(event) => change(row.id, { effect: event.currentTarget.value === 'deny' ? 'deny' : 'allow' })}
            />
            <RoleSelect name={m.role} value={row.role} testId="assignment-role" onChange={(role) => change(row.id, { role })} />
            <ScopeField value={row.scope} checked={checked} testId="assignment-scope" onChange={(scope) => change(row.id, { scope })} />
            <ActionIcon className="assignment-remove" aria-label={m.remove(at + 1)} onClick={() => remove(row.id)}>
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </fieldset>
        ))}
        {rows.some(({ effect }) => effect === 'deny') && <p className="dim assignment-note">{m.denyHint}</p>}
        {rows.length < rowsMax && (
          <div>
            <Button size="xs" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
              {m.add}
            </Button>
          </div>
        )}
      </div>
    </fieldset>
  );
}
