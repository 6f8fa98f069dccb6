import { Button, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Space } from '@thalamus/sdk';
import { type ReactNode, useState } from 'react';
import { client } from '../../api/client.ts';
import { useMessages } from '../../i18n/language.tsx';
import { useSpaceText } from '../../spaces/space-text.ts';
import { ProblemNotice } from '../../ui/notice.tsx';
import { toast } from '../../ui/toast.ts';

export function RenameSpaceDialog({ space, onClose }: { space: Space; onClose: () => void }): ReactNode {
  const m = useMessages();
  const text = useSpaceText();
  const cache = useQueryClient();
  const [label, setLabel] = useState(space.label ?? '');
  const rename = useMutation({
    mutationFn: () => client.updateSpace(space.name, { label: label.trim() === '' ? null : label.trim() }),
    onSuccess: async (changed) => {
      await cache.invalidateQueries({ queryKey: ['spaces'] });
      toast(m.spaces.renamed(text.of(changed)));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={m.spaces.rename} closeButtonProps={{ 'aria-label': m.common.close }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        <TextInput
          label={m.spaces.label}
          description={m.spaces.labelHint}
          value={label}
          maxLength={128}
          autoComplete="off"
          data-autofocus
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        {rename.error && <ProblemNotice error={rename.error} />}
        <div className="form-end">
          <Button variant="default" onClick={onClose}>
            {m.common.cancel}
          </Button>
          <Button type="submit" loading={rename.isPending}>
            {m.common.save}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
