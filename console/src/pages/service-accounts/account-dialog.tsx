import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { etagOf, type ServiceAccount } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { firstAssignment, useAssignmentsDraft } from '../../access/assignments.ts';
import { AssignmentsEditor } from '../../access/assignments-editor.tsx';
import { serviceAccountQuery } from '../../access/people-queries.ts';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { nameFrom, slugPattern } from '../../spaces/space-tree.ts';
import { serviceAccountRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';

/** A new service account, or the named one, read anew first so that a change in between is refused. */
export function AccountDialog({ account: name, onClose }: { account?: string; onClose: () => void }): ReactNode {
  const m = useMessages();
  const known = useQuery({ ...serviceAccountQuery(name ?? ''), enabled: name !== undefined, staleTime: Number.POSITIVE_INFINITY });
  return (
    <Modal
      opened
      onClose={onClose}
      title={name === undefined ? m.accounts.add : m.accounts.editTitle(name)}
      size="lg"
      closeButtonProps={{ 'aria-label': m.common.close }}
    >
      {known.error && <ProblemNotice error={known.error} retry={() => void known.refetch()} />}
      {name !== undefined && known.isLoading && <SkeletonRows rows={4} />}
      {name === undefined && <AccountForm onClose={onClose} />}
      {known.data && <AccountForm account={known.data} onClose={onClose} />}
    </Modal>
  );
}

function AccountForm({ account, onClose }: { account?: ServiceAccount; onClose: () => void }): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [label, setLabel] = useState(account?.label ?? '');
  const [typedName, setName] = useState<string>();
  const [checked, setChecked] = useState(false);
  const draft = useAssignmentsDraft(account?.assignments ?? firstAssignment);
  const name = account?.name ?? typedName ?? nameFrom(label);
  const words = label.trim();
  const assignments = draft.assignments ?? [];
  const save = useMutation({
    mutationFn: () =>
      account === undefined
        ? client.createServiceAccount({ name, ...(words === '' ? {} : { label: words }), assignments })
        : client.updateServiceAccount(name, { label: words === '' ? null : words, assignments }, { ifMatch: etagOf(account) }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['service-accounts'] });
      toast(account === undefined ? m.accounts.created(name) : m.accounts.saved(name));
      onClose();
    },
  });
  const place = problemOf(save.error)?.places.find(({ field }) => field === 'name');
  const nameProblem = checked && !slugPattern.test(name) ? m.spaces.nameProblem : place?.expected;
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (slugPattern.test(name) && draft.assignments !== undefined) save.mutate();
      }}
    >
      {account && <p className="confirm-text dim">{m.accounts.editDetail}</p>}
      <TextInput
        label={`${m.accounts.label} (${m.common.optional})`}
        value={label}
        maxLength={128}
        autoComplete="off"
        data-autofocus
        data-testid="account-label"
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      {account === undefined && (
        <TextInput
          label={m.accounts.name}
          description={m.accounts.nameHint}
          placeholder="erp"
          classNames={{ input: 'mono' }}
          value={name}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          data-testid="account-name"
          error={nameProblem}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <AssignmentsEditor draft={draft} checked={checked} />
      {save.error && place === undefined && <ProblemNotice error={save.error} />}
      <div className="form-end">
        <CopyAs
          recipe={() => serviceAccountRecipe(account === undefined, { name, label: words === '' ? undefined : words, assignments })}
        />
        <Button variant="default" onClick={onClose}>
          {m.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending} data-testid="save-account">
          {account === undefined ? m.accounts.add : m.common.save}
        </Button>
      </div>
    </form>
  );
}
