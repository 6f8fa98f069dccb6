import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { mayOn } from '../../access/may.ts';
import { client } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { useMessages } from '../../i18n/language.tsx';
import { SpacePicker } from '../../spaces/space-picker.tsx';
import { nameFrom, type SpaceTree, slugPattern } from '../../spaces/space-tree.ts';
import { createSpaceRecipe } from '../../ui/access-recipes.ts';
import { CopyAs } from '../../ui/copy-as.tsx';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

interface NewSpaceDialogProps {
  readonly tree: SpaceTree;
  readonly parent: string | undefined;
  readonly onClose: () => void;
}

/** What people call it comes first; the name that never changes follows from it until somebody types another. */
export function NewSpaceDialog({ tree, parent: wanted, onClose }: NewSpaceDialogProps): ReactNode {
  const m = useMessages();
  const cache = useQueryClient();
  const [label, setLabel] = useState('');
  const [typedName, setName] = useState<string>();
  const [checked, setChecked] = useState(false);
  const firstWritable = [...tree.top, ...tree.all.values()].find((space) => mayOn(space, 'space.write'))?.name;
  const [parent, setParent] = useState(wanted ?? firstWritable);
  const name = typedName ?? nameFrom(label);
  const body = { name, ...(label.trim() === '' ? {} : { label: label.trim() }), ...(parent === undefined ? {} : { parent }) };
  const create = useMutation({
    mutationFn: () => client.createSpace(body),
    onSuccess: async (space) => {
      await cache.invalidateQueries({ queryKey: ['spaces'] });
      toast(m.spaces.created(space.label ?? space.name));
      onClose();
    },
  });
  const place = problemOf(create.error)?.places.find(({ field }) => field === 'name');
  const nameProblem = checked && !slugPattern.test(name) ? m.spaces.nameProblem : place?.expected;

  return (
    <Modal opened onClose={onClose} title={m.spaces.add} closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setChecked(true);
          if (slugPattern.test(name)) create.mutate();
        }}
      >
        <TextInput
          label={`${m.spaces.label} (${m.common.optional})`}
          description={m.spaces.labelHint}
          value={label}
          maxLength={128}
          autoComplete="off"
          data-autofocus
          data-testid="space-label"
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <TextInput
          label={m.spaces.name}
          description={m.spaces.nameHint}
          placeholder="plant-1"
          classNames={{ input: 'mono' }}
          value={name}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          data-testid="space-name"
          error={nameProblem}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SpacePicker label={m.spaces.parent} value={parent} allowed={(space) => mayOn(space, 'space.write')} onChange={setParent} />
        {create.error && place === undefined && <ProblemNotice error={create.error} />}
        <div className="form-end">
          <CopyAs recipe={() => createSpaceRecipe(body)} />
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending} data-testid="create-space">
            {m.spaces.add}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
