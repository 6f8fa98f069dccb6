import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { etagOf, type Member } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { useAssignmentsDraft } from '../../access/assignments.ts';
import { AssignmentsEditor } from '../../access/assignments-editor.tsx';
import { memberQuery } from '../../access/people-queries.ts';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { memberRolesRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { toast } from '../../ui/toast.ts';

interface MemberRolesDialogProps {
  readonly member: Member;
  readonly self: boolean;
  readonly onClose: () => void;
}

/** Reads the member anew first: what is changed is what is there now, and a change in between is refused. */
export function MemberRolesDialog({ member, self, onClose }: MemberRolesDialogProps): ReactNode {
  const m = useMessages();
  const { data, error, refetch } = useQuery({ ...memberQuery(member.id), staleTime: Number.POSITIVE_INFINITY });
  return (
    <Modal opened onClose={onClose} title={m.members.editTitle(member.name)} size="lg" closeButtonProps={{ 'aria-label': m.common.close }}>
      {error && <ProblemNotice error={error} retry={() => void refetch()} />}
      {data === undefined && !error && <SkeletonRows rows={4} />}
      {data && <MemberRoles member={data} self={self} onClose={onClose} />}
    </Modal>
  );
}

function MemberRoles({ member, self, onClose }: MemberRolesDialogProps): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const draft = useAssignmentsDraft(member.assignments);
  const [checked, setChecked] = useState(false);
  const save = useMutation({
    mutationFn: () => client.updateMember(member.id, { assignments: draft.assignments ?? [] }, { ifMatch: etagOf(member) }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['members'] });
      if (self) void cache.invalidateQueries({ queryKey: ['session'] });
      toast(m.members.saved(member.name));
      onClose();
    },
  });
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (draft.assignments !== undefined) save.mutate();
      }}
    >
      <p className="confirm-text dim">{m.members.editDetail}</p>
      <AssignmentsEditor draft={draft} checked={checked} />
      {save.error && <ProblemNotice error={save.error} />}
      <div className="form-end">
        <CopyAs recipe={() => memberRolesRecipe(member, draft.assignments ?? [])} />
        <Button variant="default" onClick={onClose}>
          {m.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending} data-testid="save-roles">
          {m.common.save}
        </Button>
      </div>
    </form>
  );
}
