import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { etagOf, type Role } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { roleQuery } from '../../access/role-queries.ts';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { updateRoleRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { Notice, ProblemNotice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/page.tsx';
import { toast } from '../../ui/toast.ts';
import { useRoleDraft } from './role-draft.ts';
import { RoleMatrix } from './role-matrix.tsx';

/** A role of the tenant's own: its label and its matrix, saved together, refused when somebody else was first. */
export function EditRole({ role }: { role: Role }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const draft = useRoleDraft(role);
  const [typedLabel, setLabel] = useState<string>();
  const label = typedLabel ?? role.label ?? '';
  const changed = draft.changed || label.trim() !== (role.label ?? '');
  const patch = { label: label.trim() === '' ? null : label.trim(), allow: draft.patterns.allow, deny: draft.patterns.deny };
  const discard = () => {
    draft.reset();
    setLabel(undefined);
    save.reset();
  };
  const save = useMutation({
    mutationFn: () => client.updateRole(role.name, patch, { ifMatch: etagOf(role) }),
    onSuccess: (saved) => {
      cache.setQueryData(roleQuery(role.name).queryKey, saved);
      void cache.invalidateQueries({ queryKey: ['roles'], exact: true });
      void cache.invalidateQueries({ queryKey: ['session'] });
      discard();
      toast(m.roles.saved);
    },
  });
  const stale = ['PRECONDITION_FAILED', 'CONFLICT'].includes(problemOf(save.error)?.code ?? '');

  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Panel>
        <TextInput
          label={m.roles.label}
          value={label}
          maxLength={128}
          maw={440}
          autoComplete="off"
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
      </Panel>
      <Panel flush title={m.roles.matrix} actions={<span className="dim">{m.roles.denyWins}</span>}>
        <RoleMatrix patterns={draft.patterns} onSet={draft.set} />
      </Panel>
      {stale && (
        <Notice kind="warning" title={m.roles.staleTitle}>
          <p className="notice-text">{m.roles.staleDetail}</p>
          <Button
            className="notice-action"
            size="xs"
            variant="default"
            onClick={() => {
              discard();
              void cache.invalidateQueries({ queryKey: ['roles'] });
            }}
          >
            {m.roles.readAgain}
          </Button>
        </Notice>
      )}
      {save.error && !stale && <ProblemNotice error={save.error} />}
      {changed && (
        <div className="role-save">
          <span className="dim" role="status">
            {patch.allow.length === 0 ? m.roles.nothingAllowed : m.roles.unsaved}
          </span>
          <CopyAs recipe={() => updateRoleRecipe(role.name, patch)} />
          <Button variant="default" onClick={discard}>
            {m.roles.discard}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={patch.allow.length === 0} data-testid="save-role">
            {m.common.save}
          </Button>
        </div>
      )}
    </form>
  );
}
